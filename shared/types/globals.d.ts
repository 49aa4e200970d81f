// The globals of Pear 1 and 2 and of Bare, as far as shared/runtime.ts uses them.

interface PearApp {
  readonly args: string[]
  readonly storage: string
  /** Whether it runs from a folder, and which. */
  readonly dev?: boolean
  readonly dir?: string
  /** Where it came from: a pear:// link, or the address of the folder. */
  readonly applink?: string
  /** Where Pear itself is on the DHT. A plain installation has no `bootstrap`. */
  readonly dht?: {
    readonly bootstrap?: { host: string; port: number }[]
    readonly nodes?: { host: string; port: number }[]
  }
}

declare const Pear:
  | {
      /** Pear 2 */
      readonly app?: PearApp
      /** Pear 1, and still there in Pear 2 */
      readonly config: PearApp
      exit(code?: number): void
      teardown(callback: () => unknown): void
    }
  | undefined

declare const Bare:
  | {
      readonly argv: string[]
      readonly version: string
    }
  | undefined

declare namespace NodeJS {
  interface WriteStream {
    /** Asks the terminal for its size. Node and bare-tty both have it, and no public name for it. */
    _refreshSize?(): void
  }
}
