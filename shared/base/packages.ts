// The packages of packages.cjs as named exports.
import packages from './packages.cjs'

export const {
  b4a,
  blindRelay,
  crypto,
  encoding,
  Holepuncher,
  HyperDHT,
  NoiseWrap,
  Protomux,
  qrCode,
  ReadyResource,
  sodium,
  tryLock,
  unhomoglyph,
  VERSION,
  wordList,
  z32
} = packages
