// A file system that fails where a test tells it to.
import type { Assertions } from 'brittle'
import { spawn } from '#child-process'
import fs from '#fs'

type Call = (...args: never[]) => unknown

/** Replaces the file system function `name` until the test ends or `undo` is called. */
export function replaceCall(t: Assertions, name: keyof typeof fs, action: Call): () => void {
  const before = fs[name]
  const undo = (): void => void Object.assign(fs, { [name]: before })
  Object.assign(fs, { [name]: action })
  t.teardown(undo)
  return undo
}

/** Makes every call of `name` fail with a system code such as ENOSPC. */
export function failCall(t: Assertions, name: keyof typeof fs, code: string): () => void {
  return replaceCall(t, name, () => {
    throw Object.assign(new Error(`${code}: made to fail`), { code })
  })
}

/** Makes a named pipe, which waits for a writer when it is opened. */
export async function makeFifo(file: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const made = spawn('mkfifo', [file], { stdio: 'ignore' })
    made.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`mkfifo: ${code}`))))
  })
}
