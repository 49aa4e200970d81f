// A set of keys that may hold millions: as strings they would take three times the memory and the time. Pure.

const KEY_BYTES = 32
const FEWEST = 64
const NOTHING = new Uint8Array(0)

export class KeySet {
  #size = 0
  /** One key after the other. */
  #keys: Uint8Array
  /** The number of a key, counted from 1, where its hash points to, or in the next slot that was free. */
  #slots: Uint32Array

  /** Has room for about so many keys before it has to grow. */
  constructor(capacity = FEWEST) {
    const room = 2 ** Math.ceil(Math.log2(Math.max(capacity, FEWEST)))
    this.#keys = new Uint8Array(room * KEY_BYTES)
    // A half of the slots is always free: the way to a free one is short.
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

  /** Its keys that begin with these bytes. */
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

  /** Where the number of `key` is, or would be. */
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

/** Of all its bytes (FNV-1a): what people make up to fill a list is not random. */
function hash(key: Uint8Array): number {
  let sum = 0x811c9dc5
  for (let index = 0; index < KEY_BYTES; index++) {
    sum = Math.imul(sum ^ (key[index] ?? 0), 0x01000193)
  }
  return sum ^ (sum >>> 15)
}
