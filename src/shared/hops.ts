/**
 * Which hop is broken while nothing is received, in the words of the badge and of notifications. The hops are the
 * client's `Broken`, which this contract does not import: one that is missing here does not compile where it is said.
 */
const HOPS = {
  no_network: () => 'no network',
  portal: () => 'Wi-Fi wants a sign-in',
  dns: (server: string) => `${hostOf(server)} not found (VPN?)`,
  refused: () => 'server does not answer',
  timeout: () => 'server does not answer',
  unreachable: () => 'server does not answer',
  tls: () => 'certificate not trusted',
  too_large: () => 'board too large to read',
  unencrypted: () => 'a token needs https',
  cut_off: () => 'server is cut off from its store',
  server_error: () => 'server answers with an error',
} as const

export type Hop = keyof typeof HOPS

export function hopText(hop: Hop, server: string): string {
  return HOPS[hop](server)
}

/** A server as people name it: its host. */
export function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).host : server
}
