import { BlockList, isIP, type Socket } from 'node:net'
import type { Asked } from './asked.ts'

/** How a request was made, as far as its peer, or a proxy that is trusted, says. */
export interface Seen {
  /** The peer's address; through trusted proxies, the nearest one that is not a trusted proxy's. */
  readonly address: string
  /** The host that was asked for, with its port; undefined when none was named (HTTP/1.0). */
  readonly host: string | undefined
  readonly scheme: string
  /** Every host that the request names: its own `Host`, and those that a trusted proxy says. */
  readonly named: readonly string[]
}

/**
 * Reads who asked for what. A trusted proxy is believed in `X-Forwarded-For`, `-Host` and `-Proto`; what any other
 * peer claims is not.
 */
export function forwarded(trustedProxies: readonly string[]): (request: Asked) => Seen {
  const isTrusted = trustIn(trustedProxies)
  return ({ headers, socket }) => {
    const peer = plain(socket.remoteAddress ?? '')
    const own = headers.host
    const named = own === undefined ? [] : [own]
    const spoken = hasTls(socket) ? 'https' : 'http'
    if (!isTrusted(peer)) return { address: peer, host: own, scheme: spoken, named }
    const hosts = listOf(headers['x-forwarded-host'])
    return {
      address: nearest(peer, listOf(headers['x-forwarded-for']), isTrusted),
      // The first proxy of several heard what the browser asked for; the others add what they were asked.
      host: hosts[0] ?? own,
      scheme: listOf(headers['x-forwarded-proto'])[0]?.toLowerCase() ?? spoken,
      named: [...named, ...hosts],
    }
  }
}

/** Is what this socket says encrypted? */
export function hasTls(socket: Socket): boolean {
  return 'encrypted' in socket && socket.encrypted === true
}

/** Read from the near end: what stands further away could have been made up. */
function nearest(peer: string, claimed: readonly string[], isTrusted: (address: string) => boolean): string {
  let address = peer
  for (let i = claimed.length - 1; i >= 0 && isTrusted(address); i--) {
    const next = plain(claimed[i] ?? '')
    if (isIP(next) === 0) break
    address = next
  }
  return address
}

function trustIn(proxies: readonly string[]): (address: string) => boolean {
  if (proxies.length === 0) return () => false
  const trusted = new BlockList()
  for (const proxy of proxies) {
    const [address = '', prefix] = proxy.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) trusted.addAddress(address, family)
    else trusted.addSubnet(address, Number(prefix), family)
  }
  return (address) => {
    const version = isIP(address)
    return version !== 0 && trusted.check(address, version === 6 ? 'ipv6' : 'ipv4')
  }
}

/** A header that may be there several times, or hold several values. */
function listOf(header: string | readonly string[] | undefined): readonly string[] {
  if (header === undefined) return []
  return String(header)
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '')
}

/** An IPv4 address that came over an IPv6 socket is the same address. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address
}
