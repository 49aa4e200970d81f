// Takes part in a chat at a terminal: joins the editor, the timeline, the view and the screen.
import { timeOfDay } from '../base/clock.ts'
import type { ChatError } from '../base/errors.ts'
import { isLeaving, onRestore, onShutdown } from '../app/exit.ts'
import type { ChatUi, UiOptions } from '../chat/ui.ts'
import { commandNames, runLine, runText } from '../chat/commands.ts'
import type { Participant } from '../chat/participant.ts'
import { isVital, reportInWords, type ReportEvent } from '../app/report.ts'
import { remarksOf, type Output } from '../chat/output.ts'
import { environment } from '../app/runtime.ts'
import { printableText } from '../base/text.ts'
import { namesByRecency, type Vocabulary } from './edit/completion.ts'
import { createEditor, type Editor } from './edit/editor-state.ts'
import { pause, press, type Effect } from './edit/editor.ts'
import { loadWidths } from './edit/graphemes.ts'
import { HistoryFile } from './edit/history-file.ts'
import type { Key } from './edit/keys.ts'
import { textOf } from './edit/line.ts'
import { Notice } from './draw/notice.ts'
import type { Row } from './draw/prompt.ts'
import { Screen } from './draw/screen.ts'
import { bold, dim, note, plain, type Entry } from './draw/styled-text.ts'
import { depthOf } from './draw/theme.ts'
import { Timeline } from './timeline.ts'
import type { Size } from './draw/frame.ts'
import { drawScene } from './draw/view.ts'
import { ConnectProgress } from './connect-progress.ts'

const FIRST_STEPS = [
  'Type a line and press Enter to say it.',
  '/help lists the commands; Tab completes them, and names.',
  '/quit leaves, and so does Ctrl-C twice.'
]

export class ScreenUi implements ChatUi {
  readonly #options: UiOptions
  readonly #timeline: Timeline
  readonly #connectProgress: ConnectProgress
  readonly #screen: Screen
  readonly #file: HistoryFile
  readonly #notice: Notice
  #editor: Editor
  #isFirstStart: boolean
  #participant: Participant | null = null
  #commands: string[] = []
  #room = ''
  #onFailed: (error: ChatError) => void = () => {}
  #onEnd: () => void = () => {}
  #onFault: (error: unknown) => void = () => {}
  readonly failed = new Promise<ChatError>((resolve) => (this.#onFailed = resolve))

  constructor(options: UiOptions) {
    this.#options = options
    this.#timeline = new Timeline(options, timeOfDay())
    this.#screen = new Screen({
      depth: depthOf(environment),
      onKey: (key) => this.#press(key),
      draw: (size) => this.#draw(size),
      onEnd: () => this.#leave(),
      onFailed: (error) => this.#onFailed(error)
    })
    this.#connectProgress = new ConnectProgress(() => this.#screen.refresh())
    this.#notice = new Notice(() => {
      this.#editor = pause(this.#editor)
      this.#screen.refresh()
    })
    this.#file = new HistoryFile(options.remembersIn, (problem) => {
      this.#screen.print([note(bold(problem))])
    })
    const history = this.#file.load()
    this.#isFirstStart = history === null
    this.#editor = createEditor(history ?? [])
    onShutdown(() => this.#screen.released())
    onRestore(() => this.#screen.stop())
  }

  say(output: Output): void {
    const entries = this.#timeline.take(output, timeOfDay())
    if (output.event === 'welcome') {
      this.#connectProgress.end()
      void loadWidths()
    }
    if (this.#options.bells && entries.some(({ rings }) => rings)) this.#screen.ring()
    this.#screen.print(entries)
  }

  readonly report = (event: ReportEvent): void => {
    switch (event.event) {
      case 'listening':
        this.#room = event.key.slice(0, 8)
        this.#connectProgress.end()
        this.#tell(event, true)
        return this.#greet()
      case 'connecting':
        this.#room = event.key.slice(0, 8)
        return this.#tell(event, true)
      case 'stage':
        return this.#connectProgress.reach(reportInWords(event))
      case 'connected':
        // That somebody joined says more to a host.
        if (event.peer !== null) return this.#notify(reportInWords(event))
        this.#tell(event)
        return this.#greet()
      case 'plain-host':
        this.#connectProgress.end()
        return this.#tell(event)
      case 'unsent':
        return this.#tell(event, true)
      case 'host-left':
        // It is we who leave.
        return isLeaving() ? undefined : this.#tell(event)
      default:
        this.#tell(event)
    }
  }

  heard(): Promise<void> {
    return this.#screen.shown()
  }

  run(participant: Participant): Promise<void> {
    this.#participant = participant
    this.#commands = commandNames(participant)
    this.#screen.start()
    this.#connectProgress.reach('reaching the DHT')
    return new Promise((resolve, reject) => {
      this.#onEnd = resolve
      this.#onFault = reject
    })
  }

  get draft(): string {
    return printableText(textOf(this.#editor.line))
  }

  interrupt(): void {
    this.#screen.swallow()
  }

  #press(key: Key): void {
    if (key.name === 'focus-out') return this.#timeline.lostFocus()
    this.#timeline.typed(timeOfDay())
    if (key.name === 'focus-in') return
    void loadWidths()
    const { editor, effect } = press(this.#editor, key, this.#vocabulary())
    this.#editor = editor
    if (effect) this.#act(effect)
  }

  #act(effect: Effect): void {
    switch (effect.type) {
      case 'send':
        this.#file.append(effect.text)
        return this.#send(effect.text)
      case 'interrupt':
        return this.#notify('Ctrl-C again leaves')
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

  /** Several lines are a message, even if the first looks like a command: a path, say. */
  #send(text: string): void {
    if (this.#participant === null) return
    const command = /^\/(\S+)/.exec(text)?.[1]
    const isCommand = command !== undefined && this.#commands.includes(command)
    const run = text.includes('\n') && !isCommand ? runText : runLine
    // What waits is shown as waiting: a person does not have to wait for it.
    run(this.#participant, text).then(() => this.#screen.refresh(), this.#onFault)
  }

  #leave(): void {
    if (this.#waiting().length > 0) this.#notify('Leaving as soon as the host has it all')
    this.#onEnd()
  }

  #draw(size: Size): Row[] {
    const scene = {
      editor: this.#editor,
      notice: this.#notice.text,
      connectProgress: this.#connectProgress.text,
      room: this.#room,
      remarks: this.#participant ? remarksOf(this.#participant.facts) : [],
      names: this.#participant?.people().map(({ name }) => name) ?? [],
      waiting: this.#waiting(),
      counting: this.#timeline.counting,
      isQuiet: this.#options.isQuiet
    }
    return drawScene(scene, size)
  }

  #waiting(): readonly string[] {
    return this.#participant?.waiting ?? []
  }

  #vocabulary(): Vocabulary {
    const participant = this.#participant
    const commands = this.#commands
    if (participant === null) return { commands, names: [] }
    const timeline = this.#timeline
    return {
      commands,
      // Few keys ask for them.
      get names() {
        return namesByRecency(
          participant.people().filter(({ key }) => key !== participant.key),
          timeline.speakers
        )
      }
    }
  }

  /** What a new person has to know. */
  #greet(): void {
    if (this.#isFirstStart && !this.#options.isQuiet) {
      this.#screen.print(FIRST_STEPS.map((line) => note(plain(line))))
    }
    this.#isFirstStart = false
  }

  #tell(event: ReportEvent, isWhole = false): void {
    if (this.#options.isQuiet && !isVital(event)) return
    const entries = reportInWords(event)
      .split('\n')
      .map((line): Entry => ({ ...note(isWhole ? plain(line) : dim(line)), isWhole }))
    this.#screen.print(entries)
  }

  #notify(text: string): void {
    this.#notice.show(text)
    this.#screen.refresh()
  }
}
