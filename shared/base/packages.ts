// The packages of packages.cjs as named exports.
import packages from './packages.cjs'

export const {
  b4a,
  crypto,
  encoding,
  HyperDHT,
  locks,
  NoiseWrap,
  Protomux,
  ReadyResource,
  sodium,
  VERSION,
  z32
} = packages
