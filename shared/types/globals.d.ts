// The globals of Pear 1 and 2 and of Bare, as far as shared/runtime.ts uses them.

interface PearApp {
  readonly args: string[]
  readonly storage: string
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
