import { readFile } from 'node:fs/promises'

/** Where Linux shows its TCP connections, of IPv4 and of IPv6; a system without IPv6 has only the first. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']

/** The system's tables of TCP connections; empty where there are none. */
export async function readProcNetTcp(): Promise<readonly string[]> {
  const tables = TABLES.map((path) =>
    readFile(path, 'latin1').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    }),
  )
  return Promise.all(tables)
}
