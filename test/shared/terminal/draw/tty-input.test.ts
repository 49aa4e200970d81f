// Terminal bytes to keys, including timeouts.
import b4a from 'b4a'
import test from 'brittle'
import { TtyInput } from '../../../../shared/terminal/draw/tty-input.ts'

test('characters split between chunks are one key', async (t) => {
  const { send, names } = open()
  send('61c3')
  send('a9f09f')
  send('9880')
  t.alike(names(), ['a', 'é', '😀'])
})

test('an unterminated sequence gives the keyboard back', async (t) => {
  const begun: [hex: string, keys: string[]][] = [
    ['1b', ['escape', 'x']],
    ['1b5b', ['x']],
    ['1b5d31313b726762', ['x']],
    ['1b5b313b', ['x']],
    ['e2', ['alt-b', 'x']]
  ]
  for (const [hex, keys] of begun) {
    const { send, names, rested } = open()
    send(hex)
    await rested()
    send('78')
    t.alike(names(), keys, hex)
  }
})

interface Keyboard {
  send: (hex: string) => void
  /** The keys so far, letters as they are. */
  names: () => string[]
  /** Resolves when nothing more is waited for. */
  rested: () => Promise<void>
}

function open(): Keyboard {
  const keys: string[] = []
  let onData: (bytes: Uint8Array) => void = () => {}
  let onRested: () => void = () => {}
  let isSending = false
  const input = {
    on: (event: string, listener: (bytes: Uint8Array) => void) => {
      if (event === 'data') onData = listener
      return input
    },
    setRawMode: () => input
  }
  const reader = new TtyInput({
    input: input as never,
    onKeys: (read) => {
      keys.push(...read.map(({ name, text }) => text || name))
      if (!isSending) onRested()
    },
    onEnd: () => {},
    onFailed: () => {}
  })
  reader.start()
  return {
    names: () => keys,
    rested: () => new Promise((resolve) => (onRested = resolve)),
    send: (hex) => {
      isSending = true
      onData(b4a.from(hex, 'hex'))
      isSending = false
    }
  }
}
