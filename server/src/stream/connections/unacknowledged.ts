import { SocketAddress } from 'node:net'

/** A row of an established connection (01) with retransmissions: the peer's address and port, and how many. */
const ROW =
  /^ *\d+: [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]+):([0-9A-F]{4}) 01 [0-9A-F]{8}:[0-9A-F]{8} [0-9A-F]{2}:[0-9A-F]{8} (?!0{8})([0-9A-F]{8}) /gm

/**
 * Reads Linux's `/proc/net/tcp` or `tcp6` (its documentation: proc_net_tcp.txt): how often the same bytes were sent
 * again since the peer's last acknowledgement, by `peerKey`, where they were.
 */
export function retransmissions(table: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const [, address = '', port = '', times = ''] of table.matchAll(ROW))
    found.set(peerKey(addressOf(address), Number.parseInt(port, 16)), Number.parseInt(times, 16))
  return found
}

/** The peer of a socket. */
export function peerKey(address: string | undefined, port: number | undefined): string {
  return `${address}|${port}`
}

/** An address as Node shows it. The kernel prints each 32 bits of it in the machine's order, here little-endian. */
function addressOf(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex')].reverse())
  if (bytes.length === 4) return bytes.join('.')
  const groups = Buffer.from(bytes).toString('hex').match(/.{4}/g)
  return new SocketAddress({ address: groups?.join(':') ?? '::', family: 'ipv6' }).address
}
