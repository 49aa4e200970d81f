interface Address {
  host: string
  port: number
}

/** What the peer says of itself, and whether the address it says so from has been checked. */
interface Remote {
  punching: boolean
  firewall: number
  addresses: Address[] | null
  verified: string | null
}

declare const Holepuncher: {
  ping(socket: object, address: Address): Promise<void>
  prototype: {
    _randomProbes(address: Address): Promise<void>
    updateRemote: (this: object, remote: Remote) => void
  }
}
export default Holepuncher
