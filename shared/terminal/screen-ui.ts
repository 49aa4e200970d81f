// The UI for a user at a terminal: connects the editor, the timeline, the view and the screen.
import { timeOfDay } from '../base/clock.ts'
import { Deferred } from '../base/deferred.ts'
import type { ChatError } from '../base/errors.ts'
import { shortKey } from '../base/key.ts'
import { isLeaving, onRestore, onShutdown } from '../app/exit.ts'
import type { ChatUi, UiOptions } from '../chat/ui.ts'
import type { Participant } from '../chat/participant.ts'
import { isVital } from '../app/quiet.ts'
import type { ReportEvent } from '../app/report-events.ts'
import { reportInWords } from '../app/report-words.ts'
import type { Output } from '../chat/output.ts'
import type { Effect } from './edit/editor.ts'
import { loadWidths } from './edit/graphemes.ts'
import { HistoryFile } from './edit/history-file.ts'
import type { Key } from './edit/keys.ts'
import { Notice } from './draw/notice.ts'
import type { Scene } from './draw/scene.ts'
import { Screen } from './draw/screen.ts'
import { bold, note } from './draw/styled-text.ts'
import { size } from './draw/tty-size.ts'
import { firstSteps, invitationCode, reportEntries } from './entries.ts'
import { roomScene, roomTitle, type RoomTag } from './room-scene.ts'
import { Runner } from './runner.ts'
import { Timeline } from './timeline.ts'
import { Typing } from './typing.ts'
import { vocabularyOf } from './vocabulary.ts'
import { drawScene } from './draw/view.ts'
import { ConnectProgress } from './connect-progress.ts'

const LEAVING = 'Leaving once the host has confirmed everything'

export class ScreenUi implements ChatUi {
  /** About what a small terminal shows at once. */
  readonly pastShown = 20
  readonly #options: UiOptions
  readonly #timeline: Timeline
  readonly #connectProgress: ConnectProgress
  readonly #screen: Screen
  readonly #typing: Typing
  readonly #notice: Notice
  #isGreeted = false
  #participant: Participant | null = null
  readonly #runner = new Runner()
  readonly #tag: RoomTag
  #onFailed: (error: ChatError) => void = () => {}
  readonly #end = new Deferred()
  readonly failed = new Promise<ChatError>((resolve) => (this.#onFailed = resolve))

  constructor(options: UiOptions) {
    this.#options = options
    this.#tag = { key: '', alias: options.alias }
    this.#timeline = new Timeline(options, timeOfDay())
    this.#screen = new Screen({
      onKey: (key) => this.#press(key),
      draw: (size) => drawScene(this.#scene(), size),
      title: () => roomTitle(this.#participant, this.#tag),
      onEnd: () => this.#leave(),
      onFailed: (error) => this.#onFailed(error)
    })
    this.#connectProgress = new ConnectProgress(() => this.#screen.refresh())
    this.#notice = new Notice(() => {
      this.#typing.pause()
      this.#screen.refresh()
    })
    const file = new HistoryFile(options.remembersIn, (problem) => {
      this.#screen.print([note(bold(problem))])
    })
    this.#typing = new Typing(file, () => {
      return vocabularyOf(this.#participant, this.#runner.commands, () => this.#timeline.speakers)
    })
    onShutdown(() => this.#screen.released())
    onRestore(() => this.#screen.stop())
  }

  say(output: Output): void {
    const entries = this.#timeline.take(output, timeOfDay())
    if (output.event === 'welcome') {
      this.#connectProgress.end()
      this.#load()
    }
    if (this.#options.bells && entries.some(({ rings }) => rings)) this.#screen.ring()
    this.#screen.print([...entries, ...invitationCode(output, size())])
  }

  readonly report = (event: ReportEvent): void => {
    switch (event.event) {
      case 'listening':
        this.#tag.key = shortKey(event.key)
        this.#connectProgress.end()
        this.#tell(event)
        return this.#greet()
      case 'connecting':
        this.#tag.key = shortKey(event.key)
        return this.#tell(event)
      case 'reconnecting':
      case 'path':
      case 'relay-load':
        // The row below the line says it, as long as it is so.
        return this.#screen.refresh()
      case 'stage':
        return this.#connectProgress.reach(reportInWords(event))
      case 'connected':
        // The join event says more to a host.
        if (event.peer !== null) return this.#notify(reportInWords(event))
        this.#tell(event)
        return this.#greet()
      case 'plain-host':
        this.#connectProgress.end()
        return this.#tell(event)
      default:
        // On our own way out the host's disconnect is expected.
        if (event.event !== 'host-left' || !isLeaving()) this.#tell(event)
    }
  }

  readonly heard = (): Promise<void> => this.#screen.shown()

  run(participant: Participant): Promise<void> {
    this.#participant = participant
    this.#screen.start()
    this.#runner.start(participant)
    this.#connectProgress.reach('reaching the DHT')
    return this.#end.promise
  }

  get draft(): string {
    return this.#typing.draft
  }

  interrupt(): void {
    this.#screen.swallow()
  }

  #press(key: Key): void {
    if (key.name === 'focus-out') return this.#timeline.lostFocus()
    this.#timeline.typed(timeOfDay())
    if (key.name === 'focus-in') return
    this.#load()
    const effect = this.#typing.press(key)
    if (effect !== null) this.#act(effect)
  }

  #act(effect: Effect): void {
    switch (effect.type) {
      case 'send':
        // Unconfirmed posts are shown as waiting, so the user need not wait for them.
        this.#runner.run(effect.text).then(() => this.#screen.refresh(), this.#end.reject)
        return
      case 'interrupt':
        return this.#notify('Press Ctrl-C again to leave')
      case 'leave':
        return this.#screen.interrupt()
      case 'end':
        return this.#leave()
      case 'suspend':
        return this.#screen.suspend()
      case 'clear-screen':
        return this.#screen.clear()
    }
  }

  #leave(): void {
    if (this.#participant?.waiting.length) this.#notify(LEAVING)
    this.#end.resolve()
  }

  #scene(): Scene {
    return {
      ...roomScene(this.#participant, this.#tag),
      editor: this.#typing.editor,
      notice: this.#notice.text,
      connectProgress: this.#connectProgress.text,
      counting: this.#timeline.counting,
      isQuiet: this.#options.isQuiet
    }
  }

  /** Loads the code needed once the user types or there is something to read. */
  #load(): void {
    void loadWidths()
    void this.#runner.load()
  }

  /** Shows a first-time user the instructions. */
  #greet(): void {
    const isNew = this.#typing.isFirst && !this.#isGreeted
    if (isNew && !this.#options.isQuiet) this.#screen.print(firstSteps())
    this.#isGreeted = true
  }

  #tell(event: ReportEvent): void {
    if (!this.#options.isQuiet || isVital(event)) this.#screen.print(reportEntries(event))
  }

  #notify(text: string): void {
    this.#notice.show(text)
    this.#screen.refresh()
  }
}
