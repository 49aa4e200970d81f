import type { Handshake, KeyPair } from 'hyperdht'

declare const NoiseWrap: new (keyPair: KeyPair, remotePublicKey: Uint8Array | null) => Handshake
export default NoiseWrap
