// The packages of packages.cjs, each under its name.
import packages from './packages.cjs'

export const {
  b4a,
  crypto,
  encoding,
  HyperDHT,
  locks,
  paparam,
  Protomux,
  ReadyResource,
  sodium,
  z32
} = packages
