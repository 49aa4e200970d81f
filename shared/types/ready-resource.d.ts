import { EventEmitter } from 'node:events'

/** ready-resource made generic over its events, so that a misspelt event does not compile. */
export default class ReadyResource<
  Events extends Record<keyof Events, unknown[]> = Record<never, never>
> extends EventEmitter<Events & { ready: []; close: [] }> {
  readonly opening: Promise<void> | null
  readonly closing: Promise<void> | null
  readonly opened: boolean
  readonly closed: boolean
  ready(): Promise<void>
  close(): Promise<void>
  protected _open(): Promise<void>
  protected _close(): Promise<void>
}
