import { execFile } from 'node:child_process'
import { access, chmod, chown, copyFile, mkdir, readdir, readFile, realpath } from 'node:fs/promises'
import { get } from 'node:http'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { ensureBuilt, SERVER_PACKAGE } from '../../scripts/fresh-build.ts'
import { readVersions } from '../support/deploy/versions.ts'
import { post } from '../support/http/post.ts'
import { type Program, startProgram } from '../support/programs/program.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
/** Debian's nobody: somebody who owns nothing. */
const NOBODY = 65_534

interface Installed {
  /** Where `npm install` was typed. */
  readonly folder: string
  readonly program: string
  readonly node: string
}

/** The packed file, installed without a registry in a folder with a space in its name, and then read-only. */
async function installed(): Promise<Installed> {
  const base = await tempDir()
  await chmod(base, 0o755)
  const { stdout } = await run('npm', ['pack', './out/server', '--json', '--pack-destination', base], {
    cwd: root,
  })
  const [packed] = JSON.parse(stdout) as { filename: string }[]
  const folder = join(base, 'in a folder')
  await mkdir(folder)
  const file = join(base, packed?.filename ?? '')
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--prefix', folder, file], {
    cwd: folder,
  })
  // Another user may not look into where this one's Node is.
  const node = join(base, 'node')
  await copyFile(await realpath(process.execPath), node)
  await run('chmod', ['-R', 'a-w,a+rX', folder])
  return { folder, node, program: join(folder, 'node_modules/@watchfloor/server/watchfloor-server.js') }
}

/** As an ordinary user where that can be: with a home, and nothing else to write to. */
async function start({ node, program, folder }: Installed, home: string): Promise<Program> {
  const isRoot = process.getuid?.() === 0
  if (isRoot) await chown(home, NOBODY, NOBODY)
  const args = [program, 'serve', '--listen', '127.0.0.1:0', '--data-dir', join(home, 'data')]
  const env = { PATH: dirname(node), HOME: home }
  const started = startProgram(node, args, { cwd: folder, env, ...(isRoot && { uid: NOBODY, gid: NOBODY }) })
  onTestFinished(() => started.stop('SIGKILL'))
  return started
}

function addressOf(program: Program): Promise<string> {
  return until('the server to listen', () => {
    if (program.child.exitCode !== null) throw new Error(`the server ended:\n${program.output()}`)
    return /"address":"(http:\/\/[^"]+)"/.exec(program.output())?.[1]
  })
}

/** `fetch` unpacks what comes and does not tell. */
function encodingOf(url: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'gzip, br' } }, (response) => {
      resolve(response.headers['content-encoding'])
      response.destroy()
    }).on('error', reject)
  })
}

test('the packed server starts with nothing but Node, keeps what it took over kill -9, and ends on SIGTERM', async () => {
  expect(await ensureBuilt(SERVER_PACKAGE, 'the server with its board')).toBe(true)
  const place = await installed()
  const { stdout } = await run('npx', ['--offline', 'watchfloor-server', '--version'], { cwd: place.folder })
  expect(stdout).toBe(`watchfloor ${(await readVersions()).present}\n`)
  const licences = await readFile(join(dirname(place.program), 'LICENCES.txt'), 'utf8')
  for (const name of ['fastify', 'pino', 'ws', 'react', '@mantine/core', '@fastify/swagger-ui', 'yaml'])
    expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+: \\S+`, 'm'))
  expect(await readdir(join(place.folder, 'node_modules'))).toEqual(
    expect.not.arrayContaining([expect.stringMatching(/^[^.@]/)]),
  )
  const home = await tempDir()
  const first = await start(place, home)
  const url = await addressOf(first)
  expect((await post(`${url}/api/v2/alerts`, '[{"labels":{"alertname":"Kept"}}]')).status).toBe(200)
  const page = await (await fetch(url)).text()
  const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(page)?.[1]
  expect(await encodingOf(`${url}/${script}`)).toBe('br')
  expect(await encodingOf(`${url}/docs/swagger-ui-bundle.js`)).toBe('br')
  expect((await fetch(`${url}/openapi.json`)).status).toBe(200)
  // The process that was started, and no other, has the flag.
  if (process.platform === 'linux')
    expect(await readFile(`/proc/${first.child.pid}/cmdline`, 'utf8')).toMatch(
      /\0--max-semi-space-size=\d+\0/,
    )
  await until('what was compiled to be kept', () =>
    access(join(home, '.cache/watchfloor/compiled')).then(() => true),
  )
  await first.stop('SIGKILL')

  const second = await start(place, home)
  const alerts = (await (await fetch(`${await addressOf(second)}/api/v2/alerts`)).json()) as unknown[]
  expect(alerts).toMatchObject([{ labels: { alertname: 'Kept' } }])
  await second.stop('SIGTERM')
  expect(await second.exited).toBe(0)
})
