import type { Connection, KeyPair } from 'hyperdht'

/** What HyperDHT's connections are. One that is given no raw stream has one to be piped to its other end. */
declare const NoiseSecretStream: new (
  isInitiator: boolean,
  rawStream?: null,
  options?: { keyPair?: KeyPair }
) => Connection & {
  readonly rawStream: NodeJS.ReadWriteStream
}
export default NoiseSecretStream
