import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readDockerfile } from '../support/deploy/dockerfile.ts'
import { type Program, startProgram } from '../support/programs/program.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const root = join(import.meta.dirname, '../..')
const LAUNCHER = 'scripts/packaging/watchfloor-server.js'
const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8')
const flagIn = (text: string | undefined): string | undefined =>
  /--max-semi-space-size=\d+/.exec(text ?? '')?.[0]

/** In the place of the server: tells what runs it and how large V8 lets the young generation become, and waits for a signal. */
const STAND_IN = `
import { getHeapSpaceStatistics } from 'node:v8'
export async function main(args) {
  const kept = []
  for (let i = 0; i < 6_000_000; i++) kept[i % 1_000_000] = { i }
  const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')
  const { pid, ppid, execArgv } = process
  console.log(JSON.stringify({ pid, ppid, execArgv, args, young: young.space_size / 2 ** 20 }))
  if (args[0] !== 'serve') return 0
  const tick = setInterval(() => {}, 1_000)
  return new Promise((resolve) => process.once('SIGTERM', () => { clearInterval(tick); resolve(7) }))
}`

interface Told {
  readonly pid: number
  readonly ppid: number
  readonly execArgv: readonly string[]
  readonly args: readonly string[]
  readonly young: number
}

async function launched(
  args: readonly string[],
  { flags = [], env = {} }: { readonly flags?: readonly string[]; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<{ readonly program: Program; readonly told: Told }> {
  const folder = await tempDir()
  await mkdir(join(folder, 'lib'))
  await copyFile(join(root, LAUNCHER), join(folder, 'watchfloor-server.js'))
  await writeFile(join(folder, 'package.json'), '{"type": "module"}')
  await writeFile(join(folder, 'lib/server.js'), STAND_IN)
  const command = [...flags, join(folder, 'watchfloor-server.js'), ...args]
  const program = startProgram(process.execPath, command, {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...env },
  })
  onTestFinished(() => program.stop('SIGKILL'))
  const line = await until('the stand-in to tell', () => /^\{.*\}$/m.exec(program.output())?.[0])
  return { program, told: JSON.parse(line) as Told }
}

test('every command that is ours says the same flag as the launcher', async () => {
  const flag = flagIn(await read(LAUNCHER))
  expect(flag).toBeDefined()
  const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> }
  const { stages } = await readDockerfile()
  const entry = stages.at(-1)?.steps.find(({ keyword }) => keyword === 'ENTRYPOINT')
  expect(
    [scripts.start, scripts.server, await read('deploy/debian/watchfloor-server'), entry?.rest].map(flagIn),
  ).toEqual(Array(4).fill(flag))
  // systemd and Kubernetes start these, and say nothing of their own.
  expect(await read('deploy/systemd/watchfloor-server.service')).toContain(
    'ExecStart=/usr/bin/watchfloor-server serve',
  )
  expect(await read('deploy/kubernetes/stateful-set.yaml')).not.toMatch(/^\s*command:/m)
  expect(await read('deploy/docker/compose.yaml')).not.toMatch(/^\s*entrypoint:/m)
})

test('started without it, the launcher becomes a process with it: same pid and parent, same words, and its signals', async () => {
  const { program, told } = await launched(['serve', '--listen', 'a b'], { flags: ['--no-deprecation'] })
  expect(told).toMatchObject({
    pid: program.child.pid,
    ppid: process.pid,
    execArgv: ['--no-deprecation', flagIn(await read(LAUNCHER))],
    args: ['serve', '--listen', 'a b'],
  })
  // Two halves.
  expect(told.young).toBeLessThanOrEqual(2 * Number(told.execArgv[1]?.split('=')[1]))
  program.child.kill('SIGTERM')
  expect(await program.exited).toBe(7)
})

test('another size that somebody wants, by a flag or by NODE_OPTIONS, is theirs', async () => {
  const byFlag = await launched(['serve'], { flags: ['--max-semi-space-size=2'] })
  expect(byFlag.told).toMatchObject({ execArgv: ['--max-semi-space-size=2'] })
  expect(byFlag.told.young).toBeLessThanOrEqual(4)
  const byOptions = await launched(['serve'], { env: { NODE_OPTIONS: '--max_semi_space_size=32' } })
  expect(byOptions.told).toMatchObject({ execArgv: [] })
  expect(byOptions.told.young).toBeGreaterThan(16)
})

test('what only asks something begins once', async () => {
  expect((await launched(['token', 'list'])).told).toMatchObject({ execArgv: [], args: ['token', 'list'] })
})

test.each(['node', '/gone/node', import.meta.filename])(
  'a Node that takes itself to lie at %s serves as it is',
  async (path) => {
    const flags = ['--import', `data:text/javascript,process.execPath=${JSON.stringify(path)}`]
    const { program, told } = await launched(['serve'], { flags })
    expect(told).toMatchObject({ pid: program.child.pid, execArgv: flags, args: ['serve'] })
  },
)
