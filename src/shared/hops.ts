/** The hop that is broken while nothing is received; the client's `Broken`, which this contract does not import. */
export type Hop =
  | 'no_network'
  | 'portal'
  | 'dns'
  | 'refused'
  | 'timeout'
  | 'tls'
  | 'unreachable'
  | 'server_error'

/** Which hop is broken, in the words of the badge and of notifications. */
export function hopText(hop: Hop, server: string): string {
  switch (hop) {
    case 'no_network':
      return 'no network'
    case 'portal':
      return 'Wi-Fi wants a sign-in'
    case 'dns':
      return `${hostOf(server)} not found (VPN?)`
    case 'refused':
    case 'timeout':
    case 'unreachable':
      return 'server does not answer'
    case 'tls':
      return 'certificate not trusted'
    case 'server_error':
      return 'server answers with an error'
  }
}

/** A server as people name it: its host. */
export function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).host : server
}
