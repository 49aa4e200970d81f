declare const Holepuncher: {
  ping(socket: object, address: { host: string; port: number }): Promise<void>
  prototype: { _randomProbes(address: { host: string; port: number }): Promise<void> }
}
export default Holepuncher
