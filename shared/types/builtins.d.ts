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
  }
  export default tty
}

declare module '#child-process' {
  export * from 'node:child_process'
}
