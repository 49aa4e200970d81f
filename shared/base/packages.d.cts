declare const packages: {
  b4a: typeof import('b4a', { with: { 'resolution-mode': 'import' } }).default
  crypto: typeof import('hypercore-crypto', { with: { 'resolution-mode': 'import' } })
  blindRelay: typeof import('blind-relay', { with: { 'resolution-mode': 'import' } })
  encoding: typeof import('compact-encoding', { with: { 'resolution-mode': 'import' } })
  HyperDHT: typeof import('hyperdht', { with: { 'resolution-mode': 'import' } }).default
  Holepuncher: typeof import('hyperdht/lib/holepuncher', {
    with: { 'resolution-mode': 'import' }
  }).default
  NoiseWrap: typeof import('hyperdht/lib/noise-wrap', {
    with: { 'resolution-mode': 'import' }
  }).default
  Protomux: typeof import('protomux', { with: { 'resolution-mode': 'import' } }).default
  ReadyResource: typeof import('ready-resource', { with: { 'resolution-mode': 'import' } }).default
  sodium: typeof import('sodium-universal', { with: { 'resolution-mode': 'import' } }).default
  tryLock: (fd: number) => boolean
  /** Rows of modules, true for dark ones, with a border of two light ones. Throws when the text is too long. */
  qrCode: (text: string) => { data: boolean[][] }
  unhomoglyph: (text: string) => string
  z32: typeof import('z32', { with: { 'resolution-mode': 'import' } }).default
  /** The 2048 English words of BIP-39, in alphabetical order. */
  wordList: () => readonly string[]
  VERSION: string
}
export = packages
