interface Handshake {
  clearing: { unref(): void } | null
}

export default class Server {
  /** Forgets a handshake in ten seconds. */
  _clearLater: (this: Server, handshake: Handshake, id: number, key: string) => void
}
