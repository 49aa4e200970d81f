// Merges the data of several peers into one output without splitting lines. A single sender is written through as it
// arrives.
import type { Outlet } from '../app/outlet.ts'
import { Timer } from '../base/clock.ts'
import type { ChatError } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'
import { b4a } from '../base/packages.ts'
import { outputError } from '../network/foreign-errors.ts'
import { Lane, NEWLINE } from './lane.ts'

const LINE_END = b4a.from([NEWLINE])

export class LineMerger {
  readonly #output: Outlet
  /** The next one to be served comes first. */
  #lanes: Lane[] = []
  /** The sender of an unfinished line in the output. */
  #current: Lane | null = null
  /** How long the others still wait for the end of that line. */
  #patience: Timer | null = null
  #isImpatient = false
  #isWriting = false
  #isAdvancing = false
  #failure: ChatError | null = null

  constructor(output: Outlet) {
    this.#output = output
  }

  /** Adds a sender. Its lane stays until the sender has left and everything is written. */
  open(): Lane {
    const lane = new Lane(() => this.#advance())
    this.#lanes.push(lane)
    if (this.#failure) lane.fail(this.#failure)
    return lane
  }

  #advance(): void {
    if (this.#isAdvancing) return
    this.#isAdvancing = true
    // An output may call back at once.
    while (!this.#isWriting && this.#failure === null && this.#writeNext());
    this.#isAdvancing = false
  }

  /** False when there is nothing to write at the moment. */
  #writeNext(): boolean {
    this.#lanes = this.#lanes.filter((lane) => !lane.isOver || lane === this.#current)
    // An unfinished line is ended here if its sender is done, or too slow while others wait.
    const isBroken = this.#current !== null && (this.#current.isDone || this.#isImpatient)
    if (isBroken && this.#lanes.length > 1) return this.#breakLine()
    if (this.#current?.isOver) this.#current = null

    const isAlone = this.#lanes.length === 1
    const ready = this.#lanes.find((lane) => (isAlone ? lane.bytes : lane.wholeBytes) > 0)
    if (this.#current && ready && ready !== this.#current) this.#startWaiting()
    const lane = this.#current ?? ready
    if (!lane || lane.bytes === 0) return false
    return this.#writeFrom(lane, isAlone || lane === this.#current ? lane.bytes : lane.wholeBytes)
  }

  #writeFrom(lane: Lane, most: number): boolean {
    let piece
    try {
      piece = lane.take(most)
    } catch (cause) {
      lane.fail(outputError(cause))
      return true
    }
    this.#write(piece, () => {
      this.#current = piece.at(-1) === NEWLINE ? null : lane
      if (this.#current === null) this.#endTurn(lane)
      lane.wrote(piece.length)
    })
    return true
  }

  /** Ends a line for its sender. */
  #breakLine(): boolean {
    const lane = this.#current
    this.#current = null
    if (lane) this.#endTurn(lane)
    this.#write(LINE_END, () => {})
    return true
  }

  #write(bytes: Uint8Array, onWritten: () => void): void {
    this.#isWriting = true
    this.#output.write(bytes, (cause) => {
      this.#isWriting = false
      if (cause) this.#fail(outputError(cause))
      else onWritten()
      this.#advance()
    })
  }

  #endTurn(lane: Lane): void {
    this.#patience?.cancel()
    this.#patience = null
    this.#isImpatient = false
    this.#lanes = [...this.#lanes.filter((other) => other !== lane), lane]
  }

  #startWaiting(): void {
    this.#patience ??= new Timer(LIMITS.senderLineMs, () => {
      this.#isImpatient = true
      this.#advance()
    })
  }

  #fail(error: ChatError): void {
    this.#failure = error
    for (const lane of this.#lanes) lane.fail(error)
  }
}
