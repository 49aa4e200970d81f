// How much strangers can make a host send, and whom they can keep out meanwhile.
import test from 'brittle'
import { LIMITS } from '../../shared/base/limits.ts'
import { monotonicMs } from '../../shared/base/clock.ts'
import { start, startClient, startHost } from '../helpers/apps.ts'
import { inLab } from './available.ts'
import { createLab } from './lab.ts'

const STRANGERS = 400
/** Of anything but punches, for each: its answers, and what it takes to learn its own address. Measured: 7. */
const OTHERS = 12

test(
  'a crowd of strangers makes a host send no more than its limits',
  inLab({ onNodeOnly: true }),
  async (t) => {
    const { hosts } = await createLab(t, { anna: 'consistent', eve: 'open' })
    const { key } = await startHost(hosts.anna, ['--chat'])
    const before = hosts.anna.uplink.traffic().sent.packets
    const begunAt = monotonicMs()
    const flood = start(hosts.eve, ['test/helpers/punch-flood-process.js', key, `${STRANGERS}`])
    const [, punched = ''] = await flood.printed(/punches for (\d+)/)
    const seconds = (monotonicMs() - begunAt) / 1000
    const sent = hosts.anna.uplink.traffic().sent.packets - before
    t.comment(
      `${sent} packets in ${seconds.toFixed(1)} s, for ${punched} of ${STRANGERS} strangers`
    )
    const { burst, perSecond } = LIMITS.punchesOfAddress
    t.ok(Number(punched) > STRANGERS / 2, 'so many that it would send 11,000 without')
    t.ok(sent < burst + perSecond * seconds + OTHERS * STRANGERS)
  }
)

test(
  'strangers who have a host punch to where nobody answers keep no newcomer out',
  inLab({ onNodeOnly: true }),
  async (t) => {
    const { hosts } = await createLab(t, { anna: 'consistent', ben: 'random', eve: 'consistent' })
    const { key } = await startHost(hosts.anna, ['--chat'])
    const liars = [key, `${LIMITS.randomPunches}`]
    await start(hosts.eve, ['test/helpers/random-liars-process.js', ...liars]).printed(/for all/)
    const client = startClient(hosts.ben, key, ['--chat'])
    await client.said(/got connection!/)
    t.pass()
  }
)
