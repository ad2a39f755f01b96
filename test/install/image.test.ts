import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { ensureBuilt, SERVER_PACKAGE } from '../../scripts/fresh-build.ts'
import { buildContext } from '../support/deploy/build-context.ts'
import { type Container, newVolume, startContainer } from '../support/deploy/container.ts'
import { ensureDebian } from '../support/deploy/debian-root.ts'
import { commandOf, pairsOf, readDockerfile, type Stage } from '../support/deploy/dockerfile.ts'
import { type Built, runStage } from '../support/deploy/run-stage.ts'
import { until } from '../support/until.ts'

const run = promisify(execFile)
const repository = join(import.meta.dirname, '../..')
const EPOCH = '1700000000'
const URL = 'http://127.0.0.1:9095'
/** As the line of docs/operating.md has it. */
const SAID = { WATCHFLOOR_INSECURE_HTTP: 'true' }

async function finalStage(): Promise<Stage> {
  const stage = (await readDockerfile()).stages.at(-1)
  if (stage === undefined) throw new Error('the Dockerfile has no stage')
  return stage
}

/** Both stages of the Dockerfile, done step by step. */
async function build(): Promise<Built> {
  const { stages } = await readDockerfile()
  const context = await buildContext()
  const built = new Map<string, Built>()
  let last: Built | undefined
  for (const stage of stages) {
    last = await runStage(stage, context, built, { SOURCE_DATE_EPOCH: EPOCH })
    if (stage.name !== undefined) built.set(stage.name, last)
  }
  if (last === undefined) throw new Error('the Dockerfile has no stage')
  return last
}

async function healthy(container: Container): Promise<void> {
  const check = commandOf((await finalStage()).steps, 'HEALTHCHECK')
  let last = ''
  const isHealthy = (): Promise<true | undefined> =>
    container.exec(...check).then(
      () => true,
      (error: unknown) => {
        last = String(error)
        return undefined
      },
    )
  await until('the health check to be content', isHealthy).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${last}\n${container.output()}`)
  })
}

/** What a page or an answer says, asked from beside the server. */
function ask(container: Container, path: string, token = '', init: RequestInit = {}): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const asked = `fetch('${URL}${path}', ${JSON.stringify({ headers, ...init })})`
  return container.exec('node', '-e', `${asked}.then((r) => r.text()).then(console.log)`)
}

/** Each file below a folder, with what is in it. */
async function sums(folder: string): Promise<readonly string[]> {
  const { stdout } = await run('sh', ['-c', 'find . -type f | LC_ALL=C sort | xargs -d "\\n" sha256sum'], {
    cwd: folder,
  })
  return stdout.split('\n')
}

beforeAll(ensureDebian)
beforeAll(async () => {
  expect(await ensureBuilt(SERVER_PACKAGE, 'the server with its board')).toBe(true)
})

test('the Dockerfile’s steps, done in empty Debians, end with a board that nobody serves from a read-only root', async () => {
  const image = await build()
  const files = join(image.root, 'opt/watchfloor')
  const [made, again] = await Promise.all([sums(join(repository, 'out/server')), sums(files)])
  expect(again).toEqual(made)
  expect((await stat(join(files, 'lib/server.js'))).mtimeMs).toBe(Number(EPOCH) * 1_000)

  const stage = await finalStage()
  const volume = await newVolume(image, '/var/lib/watchfloor')
  const first = await startContainer(stage, image, volume, SAID)
  await healthy(first)
  expect(await ask(first, '/')).toContain('<title>Watchfloor')
  const create = ['token', 'create', '--name', 'Ana', '--role', 'admin']
  const [token] = (await first.exec('watchfloor-server', ...create)).split('\n')
  expect(await ask(first, '/api/v2/alerts')).toContain('token')
  const body = JSON.stringify([{ labels: { alertname: 'Kept' } }])
  expect(await ask(first, '/api/v2/alerts', token, { method: 'POST', body })).toBe('\n')

  // Who it is, and what it may.
  const status = await readFile(`/proc/${first.pid}/status`, 'utf8')
  expect(status).toMatch(/^Uid:\s+65532\s+65532\s+65532\s+65532$/m)
  expect(status).toMatch(/^Groups:\s*$/m)
  expect(status).toMatch(/^CapBnd:\s+0+$/m)
  expect(status).toMatch(/^NSpid:\s+\d+\s+1$/m)
  await expect(first.exec('touch', '/var/cache/watchfloor/mine')).rejects.toThrow('Read-only file system')
  expect(await first.exec('stat', '--format=%u %a', '/var/lib/watchfloor/data')).toBe('65532 700\n')
  const { VERSION: version } = pairsOf(stage.steps, 'ARG')
  expect(await first.exec('watchfloor-server', '--version')).toBe(`watchfloor ${version}\n`)
  const saved = '/var/lib/watchfloor/before.db'
  expect(await first.exec('watchfloor-server', 'backup', '--to', saved)).toContain('checked; 1 alert')

  // Its signal ends it in order, and what it kept is there at the next start.
  expect(await first.stop()).toBe(0)
  const second = await startContainer(stage, image, volume, SAID)
  await healthy(second)
  expect(JSON.parse(await ask(second, '/api/v2/alerts', token))).toMatchObject([
    { labels: { alertname: 'Kept' } },
  ])
}, 1_800_000)
