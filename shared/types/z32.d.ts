declare const z32: {
  readonly ALPHABET: string
  encode(bytes: Uint8Array): string
  decode(text: string): Uint8Array
}
export default z32
