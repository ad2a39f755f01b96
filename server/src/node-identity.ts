import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Settings } from './config/settings.ts'
import type { NodeIdentity } from './storage/nodes.ts'

/** Who this server is among others, as the settings say; `ownUrl` is where a program on this machine reaches it. */
export function identityOf({ node }: Pick<Settings, 'node'>, ownUrl: string, version: string): NodeIdentity {
  return {
    id: randomUUID(),
    name: node.name === '' ? hostname() : node.name,
    url: node.url === '' ? ownUrl : node.url.replace(/\/+$/, ''),
    version,
  }
}
