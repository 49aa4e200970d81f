// A set of keys that may hold millions: strings would take three times the memory and time. Pure.

const KEY_BYTES = 32
const FEWEST = 64
const NOTHING = new Uint8Array(0)

export class KeySet {
  #size = 0
  /** All keys, concatenated. */
  #keys: Uint8Array
  /** A hash table of key numbers, counted from 1, with linear probing. */
  #slots: Uint32Array

  /** Has room for about this many keys before it has to grow. */
  constructor(capacity = FEWEST) {
    const room = 2 ** Math.ceil(Math.log2(Math.max(capacity, FEWEST)))
    this.#keys = new Uint8Array(room * KEY_BYTES)
    // At least half of the slots are free, so that probing ends soon.
    this.#slots = new Uint32Array(room * 2)
  }

  get size(): number {
    return this.#size
  }

  has(key: Uint8Array): boolean {
    return this.#slots[this.#slotOf(key)] !== 0
  }

  add(key: Uint8Array): void {
    const slot = this.#slotOf(key)
    if (this.#slots[slot] !== 0) return
    if (this.#size * KEY_BYTES === this.#keys.length) {
      this.#grow()
      this.add(key)
      return
    }
    this.#keys.set(key, this.#size * KEY_BYTES)
    this.#slots[slot] = ++this.#size
  }

  /** The keys that start with these bytes. */
  startingWith(bytes: Uint8Array): Uint8Array[] {
    const found: Uint8Array[] = []
    for (let at = 0; at < this.#size * KEY_BYTES; at += KEY_BYTES) {
      if (this.#isAt(at, bytes)) found.push(this.#keys.slice(at, at + KEY_BYTES))
    }
    return found
  }

  #grow(): void {
    const larger = new KeySet(this.#size * 2)
    for (const key of this.startingWith(NOTHING)) larger.add(key)
    this.#keys = larger.#keys
    this.#slots = larger.#slots
  }

  /** The slot with the number of `key`, or the free one where it belongs. */
  #slotOf(key: Uint8Array): number {
    const mask = this.#slots.length - 1
    for (let slot = hash(key) & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot] ?? 0
      if (number === 0 || this.#isAt((number - 1) * KEY_BYTES, key)) return slot
    }
  }

  #isAt(start: number, bytes: Uint8Array): boolean {
    for (let index = 0; index < bytes.length; index++) {
      if (this.#keys[start + index] !== bytes[index]) return false
    }
    return true
  }
}

/** Over all bytes (FNV-1a): keys made up to fill a list are not random. */
function hash(key: Uint8Array): number {
  let sum = 0x811c9dc5
  for (let index = 0; index < KEY_BYTES; index++) {
    sum = Math.imul(sum ^ (key[index] ?? 0), 0x01000193)
  }
  return sum ^ (sum >>> 15)
}
