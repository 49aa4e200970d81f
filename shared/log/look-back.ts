// Looks back at the posts of a room, and remembers how far.
import type { PostEvent } from '../room/events.ts'
import { searchPosts } from './backwards.ts'
import type { Frame, Log } from './log.ts'

export class LookBack {
  readonly #log: Log
  readonly #convert: (post: PostEvent, frame: Frame) => PostEvent
  /** What is numbered from here on has been shown. */
  #before: number

  /** Starts where the log ends now. `convert` is called with each post that is found. */
  constructor(log: Log, convert: (post: PostEvent, frame: Frame) => PostEvent = (post) => post) {
    this.#log = log
    this.#convert = convert
    this.#before = log.givenSeq + 1
  }

  /** The newest `count` posts that `isWanted`, oldest first. */
  async find(count: number, isWanted: (text: string) => boolean): Promise<PostEvent[]> {
    await this.#log.written()
    return searchPosts(this.#log, { count, isWanted }, this.#convert)
  }

  /** The last `count` posts before the first one shown so far, oldest first. */
  async earlier(count: number): Promise<PostEvent[]> {
    await this.#log.written()
    const found = await searchPosts(this.#log, { count, before: this.#before }, (post, frame) => {
      return { seq: post.seq, post: this.#convert(post, frame) }
    })
    this.#before = found[0]?.seq ?? this.#before
    return found.map(({ post }) => post)
  }

  /** Whatever is numbered below `seq` counts as not shown. */
  returnTo(seq: number): void {
    this.#before = seq
  }
}
