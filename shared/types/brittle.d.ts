export interface Assertions {
  is(actual: unknown, expected: unknown, comment?: string): void
  not(actual: unknown, expected: unknown, comment?: string): void
  alike(actual: unknown, expected: unknown, comment?: string): void
  ok(value: unknown, comment?: string): void
  absent(value: unknown, comment?: string): void
  pass(comment?: string): void
  fail(comment?: string): void
  exception(
    action: Promise<unknown> | (() => unknown),
    expected?: RegExp,
    comment?: string
  ): Promise<void>
  comment(text: string): void
  plan(count: number): void
  timeout(ms: number): void
  teardown(callback: () => unknown, options?: { order?: number }): void
  tmp(): Promise<string>
}

export interface Options {
  timeout?: number
  skip?: boolean
}

// It gives a promise, but nobody waits for one: brittle runs the tests in order by itself.
declare function test(name: string, callback: (t: Assertions) => unknown): void
declare function test(name: string, options: Options, callback: (t: Assertions) => unknown): void

export default test
