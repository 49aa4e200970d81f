// Node's built-ins under the names package.json maps to bare-* packages on Bare.

declare module '#process' {
  import process from 'node:process'
  export default process
}

declare module '#fs' {
  import fs from 'node:fs'
  export default fs
}

declare module '#os' {
  import os from 'node:os'
  export default os
}

declare module '#path' {
  import path from 'node:path'
  export default path
}

declare module '#tty' {
  const tty: {
    /** Node's name. */
    isatty?: (fd: number) => boolean
    /** bare-tty's name. */
    isTTY?: (fd: number) => boolean
    WriteStream: new (fd: number) => object
  }
  export default tty
}

declare module '#net' {
  import type { Duplex } from 'node:stream'
  interface Options {
    fd: number
    readable: boolean
    writable: boolean
    manualStart: boolean
  }
  /** Node's module; on Bare, the class of bare-pipe itself. */
  const net: (new (fd: number, options: { eagerOpen: boolean }) => Duplex) & {
    Socket: new (options: Options) => Duplex
  }
  export default net
}

declare module '#child-process' {
  export * from 'node:child_process'
}
