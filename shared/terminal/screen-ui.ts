// Takes part in a chat at a terminal: joins the editor, the timeline, the view and the screen.
import { timeOfDay } from '../base/clock.ts'
import type { ChatError } from '../base/errors.ts'
import { isLeaving, onRestore } from '../app/exit.ts'
import type { ChatUi, UiOptions } from '../chat/ui.ts'
import type { Participant } from '../chat/participant.ts'
import { reportInWords, type ReportEvent } from '../app/report.ts'
import type { Output } from '../chat/output.ts'
import { environment } from '../app/runtime.ts'
import { namesByRecency, type Vocabulary } from './edit/completion.ts'
import { createEditor, type Editor } from './edit/editor-state.ts'
import { pause, press, type Effect } from './edit/editor.ts'
import { loadWidths } from './edit/graphemes.ts'
import { HistoryFile } from './edit/history-file.ts'
import type { Key } from './edit/keys.ts'
import { Notice } from './draw/notice.ts'
import type { Row } from './draw/prompt.ts'
import { Screen } from './draw/screen.ts'
import { bold, dim, note, plain, type Entry } from './draw/styled-text.ts'
import { depthOf } from './draw/theme.ts'
import { Timeline } from './timeline.ts'
import { TypedLines } from './typed-lines.ts'
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
  readonly #typed = new TypedLines()
  readonly #notice: Notice
  #editor: Editor
  #isFirstStart: boolean
  #participant: Participant | null = null
  #commands = ['quit']
  #room = ''
  #onFailed: (error: ChatError) => void = () => {}
  readonly left = this.#typed.left
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
    onRestore(() => this.#screen.stop())
    this.#screen.start()
    this.#connectProgress.reach('reaching the DHT')
  }

  say(output: Output): void {
    const entries = this.#timeline.take(output, timeOfDay())
    if (output.event === 'welcome') this.#connectProgress.end()
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
        this.#tell(event, true)
        return this.#connectProgress.reach('looking up the host')
      case 'stage':
        return this.#connectProgress.reach(reportInWords(event))
      case 'retrying':
        this.#tell(event)
        return this.#connectProgress.reach('trying again')
      case 'knocking':
        this.#tell(event)
        return this.#connectProgress.reach('knocking')
      case 'connected':
        // That somebody joined says more to a host.
        if (event.peer !== null) return this.#notify(reportInWords(event))
        this.#tell(event)
        this.#greet()
        return this.#connectProgress.reach('connected, waiting for the room')
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

  read(onLine: (line: string) => void | Promise<void>): Promise<void> {
    return this.#typed.read(onLine)
  }

  enter(participant: Participant, commands: string[]): void {
    this.#participant = participant
    this.#commands = commands
    this.#connectProgress.end()
    void loadWidths()
  }

  #press(key: Key): void {
    this.#timeline.typed(timeOfDay())
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

  #send(text: string): void {
    if (this.#participant === null && text.trim() === '/quit') return this.#leave()
    void this.#typed.add(this.#lineOf(text)).then(() => this.#screen.refresh())
  }

  /** Several lines are a message, even if the first looks like a command: a path, say. */
  #lineOf(text: string): string {
    const command = /^\/(\S+)/.exec(text)?.[1]
    const isCommand = command !== undefined && this.#vocabulary().commands.includes(command)
    return text.includes('\n') && !isCommand ? `/say ${text}` : text
  }

  #leave(): void {
    if (this.#participant === null) return this.#typed.leave()
    this.#typed.end()
    if (this.#waiting().length > 0) this.#notify('Leaving as soon as the host has it all')
  }

  #draw(size: Size): Row[] {
    const scene = {
      editor: this.#editor,
      notice: this.#notice.text,
      connectProgress: this.#connectProgress.text,
      room: this.#room,
      remarks: this.#participant?.remarks ?? [],
      names: this.#participant?.people().map(({ name }) => name) ?? [],
      waiting: this.#waiting(),
      counting: this.#timeline.counting,
      isQuiet: this.#options.isQuiet
    }
    return drawScene(scene, size)
  }

  #waiting(): string[] {
    return [...(this.#participant?.waiting ?? []), ...this.#typed.texts]
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
    if (this.#options.isQuiet && event.event !== 'listening') return
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
