import type { Handshake, KeyPair } from 'hyperdht'

declare const NoiseWrap: new (keyPair: KeyPair, remotePublicKey: Uint8Array) => Handshake
export default NoiseWrap
