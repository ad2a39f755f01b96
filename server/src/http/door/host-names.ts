import { isIP } from 'node:net'

/** Names that this server answers to, besides addresses and localhost. */
export interface OwnNames {
  /** This machine's. */
  readonly machine: string
  /** Where people reach the server; empty when not configured. */
  readonly externalUrl: string
  /** Others that people gave it: `name`, or `name:port` for that port alone. */
  readonly hosts: readonly string[]
}

/** A host as it may stand in a request: its name, or the address within its brackets. */
const HOST = /^(?:([\w.-]+)|\[([\da-f:.]+)(?:%25[\w.-]+)?\])(?::\d{0,5})?$/i

/**
 * Tells whether a `Host` is one of this server's. Any address is: only a name can be made to lead here from a page
 * that its browser takes for the name's own (DNS rebinding), and then it is a name that this server does not know.
 */
export function ownHosts({ machine, externalUrl, hosts }: OwnNames): (host: string) => boolean {
  const machineName = bare(machine)
  const names = new Set(['localhost', machineName, machineName.split('.')[0] ?? machineName])
  if (externalUrl !== '') names.add(bare(new URL(externalUrl).hostname))
  const listed = new Set(hosts.map(bare))
  return (host) => {
    const [, name, literal] = HOST.exec(host) ?? []
    if (literal !== undefined) return isIP(literal) === 6
    if (name === undefined) return false
    const own = bare(name)
    return isIP(own) === 4 || names.has(own) || listed.has(own) || listed.has(withPort(host))
  }
}

/** The name of a host that is not an address, without its port: what a person would add to `hosts`. */
export function nameOf(host: string): string {
  return bare(host.replace(/:\d*$/, ''))
}

/** Names are the same in any case, and with the dot of the root at their end. */
function bare(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}

function withPort(host: string): string {
  return host.toLowerCase().replace(/\.(?=:\d+$)/, '')
}
