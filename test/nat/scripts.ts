// The shell scripts that set up a lab's namespaces. Pure: only generates them.

/** What stands between a host and the public net. */
export type NatKind =
  /** Nothing: the host has a public address of its own. HyperDHT: open. */
  | 'open'
  /** A NAT that hands all UDP that comes in to the host. HyperDHT: open. */
  | 'forwarded'
  /** A NAT with one outside port for each inside port, closed to strangers. HyperDHT: consistent. */
  | 'consistent'
  /** A NAT with a new outside port for each destination. HyperDHT: random. */
  | 'random'
  /** A NAT that lets no UDP out. */
  | 'blocked'

/** Loopback up, and no IPv6: its own packets would only be noise. */
export const QUIET = `ip link set lo up
[ ! -e /proc/sys/net/ipv6 ] || for name in all default; do
  echo 1 > /proc/sys/net/ipv6/conf/$name/disable_ipv6
done`

/** The public net is one segment, all of it on-link. */
export function publicSide(name: string, addresses: string[]): string {
  return `${addresses.map((address) => `ip addr add ${address}/32 dev ${name}`).join('\n')}
ip link set ${name} up
${publicRoute(name, addresses[0] ?? '')}`
}

/** Must be set again whenever the address or the link was gone. */
export function publicRoute(name: string, address: string): string {
  return `ip route replace default dev ${name} src ${address}`
}

/** The side of the router for the network 10.x.0.0/24 of `host`; `sockets` are its interfaces there. */
export function router(kind: NatKind, host: string, sockets: string[]): string {
  return `echo 1 > /proc/sys/net/ipv4/ip_forward
# What hosts on one network send each other does not meet the NAT's rules.
bridged=/proc/sys/net/bridge/bridge-nf-call-iptables
[ ! -e $bridged ] || echo 0 > $bridged
ip link add lan type bridge mcast_snooping 0
ip addr add ${gatewayOf(host)}/24 dev lan
ip link set lan up
${sockets.map((socket) => `ip link set ${socket} master lan up`).join('\n')}
nft -f - << END
${natRules(kind, host)}
END`
}

export function natRules(kind: NatKind, host: string): string {
  const isForwarded = kind === 'forwarded'
  return `table ip nat {
  chain input { type filter hook input priority filter; iifname "wan" drop; }
  chain forward {
    type filter hook forward priority filter; policy drop;
    ${kind === 'blocked' ? 'meta l4proto udp drop' : ''}
    iifname "lan" accept
    iifname "wan" ct state established,related accept
    ${isForwarded ? 'iifname "wan" ct status dnat accept' : ''}
  }
  chain out {
    type nat hook postrouting priority srcnat;
    oifname "wan" masquerade ${kind === 'random' ? 'fully-random' : ''}
  }
  chain in {
    type nat hook prerouting priority dstnat;
    ${isForwarded ? `iifname "wan" meta l4proto udp dnat to ${host}` : ''}
  }
}`
}

/** A host behind a router. */
export function lanSide(address: string): string {
  return `ip addr add ${address}/24 dev eth0
ip link set eth0 up
${lanRoute(address)}`
}

export function lanRoute(address: string): string {
  return `ip route replace default via ${gatewayOf(address)}`
}

/** A host's own firewall: it accepts only replies. */
export const FIREWALL = `nft -f - << END
table ip firewall {
  chain input {
    type filter hook input priority filter; policy drop;
    iifname "lo" accept
    ct state established,related accept
  }
}
END`

/** The router's address on the network of `host`. */
function gatewayOf(host: string): string {
  return host.replace(/\d+$/, '1')
}
