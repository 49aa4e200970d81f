// Chooses the UI of a chat: a screen for a user at a terminal, lines for everything else.
import { environment } from '../app/runtime.ts'
import type { ChatUi, UiOptions } from './ui.ts'

/** Loads the screen's code, which only a user at a terminal needs. */
export type LoadScreen = () => Promise<{ ScreenUi: new (options: UiOptions) => ChatUi }>

/** A user at a terminal gets a screen; scripts and dumb terminals get lines; a program of --exec gets JSON. */
export async function openUi(options: UiOptions, loadScreen: LoadScreen): Promise<ChatUi> {
  const { exec, isOnTerminal, isJson, isUnattended } = options
  if (exec !== null) {
    const { ExecUi } = await import('./exec-ui.ts')
    return new ExecUi({ ...options, exec })
  }
  const isDumb = (environment('TERM') ?? 'dumb') === 'dumb'
  if (isOnTerminal && !isJson && !isUnattended && !isDumb) {
    const { ScreenUi } = await loadScreen()
    return new ScreenUi(options)
  }
  const { LineUi } = await import('./line-ui.ts')
  return new LineUi(options)
}
