// Addresses of DHT nodes as text: parsed, and told apart from private ones. Pure.
import type { NodeAddress } from 'hyperdht'

/** Networks that no node of the public DHT can be in: private, link-local, loopback, multicast, and reserved ones. */
const NOT_PUBLIC: readonly [network: string, bits: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3]
]

/** Those of networks at home and at work, behind a router. */
const LOCAL: typeof NOT_PUBLIC = [
  ['10.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16]
]

/** Reads `1.2.3.4:5`; null for anything else. */
export function readAddress(text: string): NodeAddress | null {
  const [, host = '', digits] = /^((?:\d{1,3}\.){3}\d{1,3}):(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  return isIPv4(host) && port > 0 && port < 65536 ? { host, port } : null
}

export function formatAddress({ host, port }: NodeAddress): string {
  return `${host}:${port}`
}

/** Whether an IPv4 address may be one of the public DHT. */
export function isPublic(host: string): boolean {
  return isIPv4(host) && !NOT_PUBLIC.some((network) => isIn(host, network))
}

/** Whether who has this IPv4 address is on our own network, if we reach it there. */
export function isLocal(host: string): boolean {
  return isIPv4(host) && LOCAL.some((network) => isIn(host, network))
}

/** Whether a list of bootstrap nodes leads to a DHT of one's own, on this machine or network. */
export function isPrivateNetwork(bootstrap: readonly string[]): boolean {
  return bootstrap.some((address) => {
    const host = address.replace(/[@:].*$/, '')
    return host === 'localhost' || (isIPv4(host) && !isPublic(host))
  })
}

function isIPv4(host: string): boolean {
  const parts = host.split('.')
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)
}

function isIn(host: string, [network, bits]: readonly [string, number]): boolean {
  const rest = 2 ** (32 - bits)
  return Math.floor(toNumber(host) / rest) === Math.floor(toNumber(network) / rest)
}

function toNumber(host: string): number {
  return host.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}
