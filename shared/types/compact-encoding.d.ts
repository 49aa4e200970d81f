export interface State {
  start: number
  end: number
  buffer: Uint8Array
}

export interface Encoding<Value> {
  preencode(state: State, value: Value): void
  encode(state: State, value: Value): void
  decode(state: State): Value
}

export const uint: Encoding<number>
export const optionalBuffer: Encoding<Uint8Array | null>
export const string: Encoding<string>
/** The rest of the message, without a length. */
export const raw: Encoding<Uint8Array>
