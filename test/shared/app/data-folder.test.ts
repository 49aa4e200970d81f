import test from 'brittle'
import path from '#path'
import { dataFolder } from '../../../shared/app/data-folder.ts'
import { refusalOf } from '../../helpers/refusal.ts'

const isWindows = path.sep === '\\'

test('data is stored where the platform expects it', { skip: isWindows }, (t) => {
  t.is(folderOf('linux', {}, ['/home/anna']), '/home/anna/.local/share')
  t.is(folderOf('linux', { XDG_DATA_HOME: '/data' }, ['/home/anna']), '/data')
  t.is(folderOf('darwin', {}, ['/Users/anna']), '/Users/anna/Library/Application Support')
  t.is(folderOf('darwin', { XDG_DATA_HOME: '/data' }, ['/a']), '/a/Library/Application Support')
})

test('a relative path from the environment is ignored', { skip: isWindows }, (t) => {
  for (const home of ['', '.', 'home', './home', '~', new Error('ENOENT')]) {
    const name = String(home)
    t.is(folderOf('linux', {}, [home, '/home/anna']), '/home/anna/.local/share', name)
    t.is(folderOf('linux', { XDG_DATA_HOME: 'data' }, ['/a', home]), '/a/.local/share', name)
    t.is(folderOf('linux', { XDG_DATA_HOME: '/data' }, [home, home]), '/data', 'none is asked for')
    const refusal = refusalOf(() => folderOf('linux', { XDG_DATA_HOME: 'data' }, [home, home]))
    t.is(refusal?.code, 'NO_HOME', name)
    t.ok(/--storage.*--ephemeral/.test(refusal?.message ?? ''))
  }
})

function folderOf(
  platform: string,
  variables: Record<string, string>,
  homes: (string | Error)[]
): string {
  return dataFolder({
    platform,
    environment: (name) => variables[name],
    homes: homes.map((home) => () => {
      if (home instanceof Error) throw home
      return home
    })
  })
}
