import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const OPERATING = join(import.meta.dirname, '../../../docs/operating.md')

/** The nginx configuration of docs/operating.md: what it wants in `http`, and in `location /` beside `proxy_pass`. */
export async function documentedNginx(): Promise<{ readonly http: string; readonly location: string }> {
  const text = await block('nginx')
  const http = /^map [^}]*\}/m.exec(text)?.[0]
  const location = /location \/ \{\n([^}]*)\}/.exec(text)?.[1]
  if (http === undefined || location === undefined) throw new Error(`not as expected:\n${text}`)
  return { http, location: location.replace(/^\s*proxy_pass .*$/m, '') }
}

/** The two locations of docs/operating.md under a prefix, for a server at `target`: which keeps it, and which takes it off. */
export async function documentedPrefix(
  target: string,
): Promise<{ readonly keeping: string; readonly stripping: string }> {
  const text = await readFile(OPERATING, 'utf8')
  const found = text
    .match(/^location \/watchfloor\/ .*$/gm)
    ?.map((line) => line.replace(/http:[^/]*\/\/[\d.:]+/, target))
  const [keeping, stripping] = found ?? []
  if (keeping === undefined || stripping === undefined) throw new Error('docs/operating.md has no prefix')
  return { keeping, stripping }
}

/** What docs/operating.md lets nginx say to streams while there is no server at `target`. */
export async function documentedAway(target: string): Promise<string> {
  const text = await readFile(OPERATING, 'utf8')
  const found = /^location = \/api\/v2\/events\/stream \{[^`]*/m.exec(text)?.[0]
  if (found === undefined) throw new Error('docs/operating.md does not say what nginx says meanwhile')
  return found.replace(/http:[^;]*/, target)
}

/** The `defaults` that docs/operating.md has for HAProxy. */
export async function documentedHaproxy(): Promise<string> {
  return (await block('haproxy')).replace(/^defaults\n/, '')
}

/** The servers that docs/operating.md puts behind nginx and HAProxy, as these addresses. */
export async function documentedServers(
  addresses: readonly string[],
): Promise<{ readonly nginx: string; readonly haproxy: string }> {
  const text = await readFile(OPERATING, 'utf8')
  const found = (start: string): string => {
    const lines = new RegExp(`\`\`\`\\w+\n(${start}[^\`]*)\`\`\``).exec(text)?.[1]
    if (lines === undefined) throw new Error(`docs/operating.md has no ${start}`)
    return lines.replaceAll(/10\.0\.0\.(\d):9095/g, (_, n) => addresses[Number(n) - 1] ?? '127.0.0.1:9')
  }
  return { nginx: found('upstream watchfloor'), haproxy: found('backend watchfloor') }
}

async function block(language: string): Promise<string> {
  const text = await readFile(OPERATING, 'utf8')
  const found = new RegExp(`\`\`\`${language}\n([^\`]*)\`\`\``).exec(text)?.[1]
  if (found === undefined) throw new Error(`docs/operating.md has no block of ${language}`)
  return found
}
