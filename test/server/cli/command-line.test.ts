import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { post } from '../../support/http/post.ts'
import { startProgram } from '../../support/programs/program.ts'
import { startServerProcess } from '../../support/programs/server-process.ts'
import { SERVER_PROGRAM } from '../../support/programs/server-program.ts'
import { tempDir } from '../../support/temp-dir.ts'

const root = join(import.meta.dirname, '../../..')

/** Runs the command line to its end. */
async function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ readonly code: number | null; readonly output: string }> {
  const program = startProgram(process.execPath, [SERVER_PROGRAM, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
  })
  onTestFinished(() => program.stop('SIGKILL'))
  if (program.child.exitCode === null) await once(program.child, 'close')
  return { code: program.child.exitCode, output: program.output() }
}

test('version and help say what they should, an unknown command or flag says what there is', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'server/package.json'), 'utf8')) as {
    version: string
  }
  expect(await run(['version'])).toEqual({ code: 0, output: `watchfloor ${version}\n` })
  const help = await run(['help'])
  expect(help.code).toBe(0)
  for (const text of ['--data-dir', '--seed', 'WATCHFLOOR_LIMITS_STREAMS_PER_ADDRESS', 'check-config']) {
    expect(help.output).toContain(text)
  }
  expect(await run(['fly'])).toEqual({ code: 2, output: expect.stringMatching(/no command fly/) })
  expect(await run(['serve', '--colour', 'red'])).toEqual({
    code: 2,
    output: expect.stringMatching(/--colour/),
  })
})

test('check-config shows what is in effect, or every problem', async () => {
  const file = join(await tempDir(), 'watchfloor.yml')
  await writeFile(file, 'resolve_timeout: 10m\n')
  const good = await run(['check-config', '--config', file, '--listen', '127.0.0.1:1'])
  expect(good.code).toBe(0)
  expect(good.output).toContain('resolve_timeout: 600000')
  expect(good.output).toContain('listen: 127.0.0.1:1')

  await writeFile(file, 'resolve_timeout: soon\ncolour: red\n')
  const bad = await run(['check-config', '--config', file], { WATCHFLOOR_LISTEN: 'here' })
  expect(bad.code).toBe(2)
  expect(bad.output).toMatch(/^3 settings are wrong:\n/)
  for (const text of [`${file}: colour`, 'WATCHFLOOR_LISTEN: "here"', `${file}: resolve_timeout: "soon"`]) {
    expect(bad.output).toContain(text)
  }
  // The Alertmanager's file that it names is read too, and judged by the limits of this one.
  const alertmanager = `${file}.alertmanager`
  await writeFile(
    alertmanager,
    'route: {receiver: a, routes: [{matchers: [\'x=~"(.{0,40}a){9}"\']}]}\nreceivers: [{name: a}]\n',
  )
  const text = `alertmanager_config: ${alertmanager}\n`
  await writeFile(file, text)
  expect((await run(['check-config', '--config', file])).code).toBe(0)
  await writeFile(file, `${text}limits: {standing_steps: 1000000}\n`)
  expect(await run(['check-config', '--config', file])).toEqual({
    code: 2,
    output: expect.stringMatching(/all routes and inhibition rules could take .* \(limits\.standing_steps\)/),
  })
  const missing = await run(['serve', '--config', `${file}.none`])
  expect(missing).toEqual({ code: 2, output: expect.stringMatching(/--config: .* cannot be read/) })
})

test('an address in use and a folder that cannot be written are one clear sentence and exit code 1', async () => {
  const folder = await tempDir()
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const taken = await run(['serve', '--listen', `127.0.0.1:${port}`, '--data-dir', folder])
  expect(taken).toEqual({
    code: 1,
    output: `127.0.0.1:${port} is already in use. Stop the program that listens there, or choose another address with --listen HOST:PORT.\n`,
  })

  const file = join(folder, 'file')
  await writeFile(file, '')
  const unwritable = await run(['serve', '--listen', '127.0.0.1:0', '--data-dir', join(file, 'data')])
  expect(unwritable.code).toBe(1)
  expect(unwritable.output).toMatch(
    /^The data folder .*\/file\/data cannot be written \(.*\)\. Choose another.*\n$/,
  )

  const broken = join(folder, 'broken')
  // A file that is damaged is put aside; this one cannot even be opened.
  await mkdir(join(broken, 'watchfloor.db'), { recursive: true })
  const unreadable = await run(['serve', '--listen', '127.0.0.1:0', '--data-dir', broken])
  expect(unreadable.code).toBe(1)
  expect(unreadable.output).toMatch(/^The database .*watchfloor\.db cannot be opened: [^\n]*\n$/)

  const closed = join(folder, 'closed')
  await mkdir(join(closed, 'watchfloor.audit-key'), { recursive: true })
  const keyless = await run(['serve', '--listen', '127.0.0.1:0', '--data-dir', closed])
  expect(keyless.code).toBe(1)
  expect(keyless.output).toMatch(/^The key of the audit log, .*audit-key, cannot be read: [^\n]*\n$/)
})

test('a second server on the same data is refused; after kill -9 of the first it may', async () => {
  const folder = await tempDir()
  const first = await startServerProcess(folder)
  onTestFinished(() => first.program.stop('SIGKILL'))
  const second = await run(['serve', '--listen', '127.0.0.1:0', '--data-dir', folder])
  expect(second.code).toBe(1)
  expect(second.output).toMatch(/^Another server is using the data folder [^\n]*\n$/)
  await first.kill()
  const third = await startServerProcess(folder)
  onTestFinished(() => third.program.stop('SIGKILL'))
})

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s drains and exits with 0; what was accepted is kept',
  async (signal) => {
    const folder = await tempDir()
    const first = await startServerProcess(folder)
    onTestFinished(() => first.program.stop('SIGKILL'))
    const streams = await Promise.all([1, 2].map(() => fetch(`${first.url}/api/v2/events/stream`)))
    const posted = await post(`${first.url}/api/v2/alerts`, '[{"labels":{"alertname":"Kept"}}]')
    expect(posted.status).toBe(200)
    const ended = once(first.program.child, 'exit')
    first.program.child.kill(signal)
    for (const stream of streams) expect(await stream.text()).toContain('event: drain')
    expect(await ended).toEqual([0, null])

    const second = await startServerProcess(folder)
    onTestFinished(() => second.program.stop('SIGKILL'))
    expect(await (await fetch(`${second.url}/api/v2/alerts`)).text()).toContain('"alertname":"Kept"')
  },
)
