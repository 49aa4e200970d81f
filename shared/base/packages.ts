// The packages of packages.cjs, each under its name.
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
