import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { makePair } from '../network/certificates.ts'
import { freePort } from '../network/free-port.ts'
import { tempDir } from '../temp-dir.ts'
import { until } from '../until.ts'
import { type Program, startProgram } from './program.ts'

const GUIDE = join(import.meta.dirname, '../../../docs/sign-in/reverse-proxy.md')

export const GUIDED = ['nginx', 'haproxy', 'caddyfile'] as const
export type Guided = (typeof GUIDED)[number]

export interface GuidedProxy {
  /** https://localhost:PORT, whose certificate vouches for itself. */
  readonly url: string
  readonly port: number
  readonly certificate: string
  /** As it is written in the page, with the addresses of this test. */
  readonly start: (target: string) => Promise<Program>
}

/** A block of docs/sign-in/reverse-proxy.md. */
export async function guideBlock(language: Guided | 'yaml'): Promise<string> {
  const text = await readFile(GUIDE, 'utf8')
  const found = new RegExp(`\`\`\`${language}\n([^\`]*)\`\`\``).exec(text)?.[1]
  if (found === undefined) throw new Error(`the guide has no block of ${language}`)
  return found
}

/** The proxy as the guide sets it up, on a free port of this machine; ended by its pid when the test ends. */
export async function guidedProxy(kind: Guided): Promise<GuidedProxy> {
  const [folder, port, pair] = [await tempDir(), await freePort(), await makePair()]
  const block = await guideBlock(kind)
  const bundle = join(folder, 'watchfloor.pem')
  await writeFile(bundle, pair.certificate + (await readFile(pair.key_file, 'utf8')))
  return {
    url: `https://localhost:${port}`,
    port,
    certificate: pair.certificate,
    start: async (target) => {
      const config = replaced(block, [
        [/127\.0\.0\.1:9095/g, target],
        [/\/etc\/ssl\/watchfloor\.crt/g, pair.certificate_file],
        [/\/etc\/ssl\/watchfloor\.key/g, pair.key_file],
        [/\/etc\/haproxy\/watchfloor\.pem/g, bundle],
        [/listen 443 /g, `listen 127.0.0.1:${port} `],
        [/bind :443 /g, `bind 127.0.0.1:${port} `],
        [/^watchfloor\.example\.com \{/gm, `https://localhost:${port} {\n\tbind 127.0.0.1`],
        [/watchfloor\.example\.com/g, 'localhost'],
      ])
      const file = join(folder, 'proxy.conf')
      await writeFile(file, around(kind, config, folder))
      const program = startProgram(...commandOf(kind, file), {
        env: { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, HOME: folder },
      })
      onTestFinished(() => program.stop('SIGTERM'))
      await until(`${kind} to answer`, async () => {
        if (program.child.exitCode !== null) throw new Error(`${kind} ended:\n${program.output()}`)
        const answer = await fetch(`https://localhost:${port}/`).catch(() => undefined)
        await answer?.body?.cancel()
        return answer && true
      })
      return program
    },
  }
}

function replaced(text: string, changes: readonly (readonly [RegExp, string])[]): string {
  return changes.reduce((before, [from, to]) => before.replaceAll(from, to), text)
}

/** What stands around such a block on a machine: where it may write, and that it stays in the foreground. */
function around(kind: Guided, config: string, folder: string): string {
  if (kind === 'haproxy') return config
  if (kind === 'caddyfile') return `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${config}`
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n')
  // As root it would drop to a user who may not enter the test's folder.
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  return `daemon off;\n${user}\npid ${folder}/nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\ngzip on;\n${places}\n${config}\n}\n`
}

function commandOf(kind: Guided, file: string): [string, string[]] {
  switch (kind) {
    case 'nginx':
      return ['nginx', ['-e', 'stderr', '-c', file]]
    case 'haproxy':
      return ['haproxy', ['-db', '-f', file]]
    case 'caddyfile':
      return ['caddy', ['run', '--adapter', 'caddyfile', '--config', file]]
    default:
      return kind satisfies never
  }
}
