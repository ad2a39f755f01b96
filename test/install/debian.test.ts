import { execFile } from 'node:child_process'
import { appendFile, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { ensureDebian, freshRoot, inside } from '../support/deploy/debian-root.ts'
import { readVersions } from '../support/deploy/versions.ts'
import { post } from '../support/http/post.ts'
import { type Program, startProgram } from '../support/programs/program.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const run = promisify(execFile)
const repository = join(import.meta.dirname, '../..')

async function packaged(version: string): Promise<string> {
  const to = await tempDir()
  const args = ['scripts/package-deb.ts', '--version', version, '--to', to]
  const { stdout } = await run(process.execPath, args, { cwd: repository })
  return stdout.trim()
}

async function install(root: string, file: string): Promise<void> {
  await run('cp', [file, join(root, 'tmp/server.deb')])
  await inside(root, 'dpkg', '--force-confold', '-i', '/tmp/server.deb')
}

async function serve(root: string): Promise<{ readonly url: string; readonly program: Program }> {
  const args = ['--config', '/etc/watchfloor/server.yml', '--listen', '127.0.0.1:0', '--log-format', 'json']
  const program = startProgram(
    'chroot',
    [root, 'watchfloor-server', 'serve', ...args, '--data-dir', '/var/lib/watchfloor'],
    { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' } },
  )
  onTestFinished(() => program.stop('SIGKILL'))
  const url = await until('the server to listen', () => {
    if (program.child.exitCode !== null) throw new Error(`the server ended:\n${program.output()}`)
    return /"address":"(http:\/\/[^"]+)"/.exec(program.output())?.[1]
  })
  return { url, program }
}

beforeAll(ensureDebian)

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

test('the Debian package is installed, upgraded, removed and purged in an empty Debian, with data in place', async () => {
  const root = await freshRoot()
  const { present, next } = await readVersions()
  const [older, newer] = [await packaged(present), await packaged(next)]
  await install(root, older)
  expect(await inside(root, 'watchfloor-server', '--version')).toBe(`watchfloor ${present}\n`)
  const settings = join(root, 'etc/watchfloor/server.yml')
  await inside(root, 'watchfloor-server', 'check-config', '--config', '/etc/watchfloor/server.yml')
  const first = await serve(root)
  expect(await (await fetch(first.url)).text()).toContain('<title>Watchfloor')
  expect((await post(`${first.url}/api/v2/alerts`, '[{"labels":{"alertname":"Kept"}}]')).status).toBe(200)
  await first.program.stop('SIGTERM')

  await appendFile(settings, '# mine\n')
  await install(root, newer)
  const status = await inside(root, 'dpkg-query', '--status', 'watchfloor-server')
  expect(status).toMatch(/^Status: install ok installed$/m)
  expect(status).toContain(`\nVersion: ${next}\n`)
  expect(await readFile(settings, 'utf8')).toMatch(/# mine\n$/)
  const second = await serve(root)
  const alerts = (await (await fetch(`${second.url}/api/v2/alerts`)).json()) as unknown[]
  expect(alerts).toMatchObject([{ labels: { alertname: 'Kept' } }])
  await second.program.stop('SIGTERM')

  const removed = await inside(root, 'dpkg', '-r', 'watchfloor-server')
  expect(removed).toContain('data in /var/lib/watchfloor and its settings stay')
  expect(await isThere(join(root, 'usr/lib/watchfloor'))).toBe(false)
  expect([await isThere(settings), await isThere(join(root, 'var/lib/watchfloor'))]).toEqual([true, true])
  await inside(root, 'dpkg', '-P', 'watchfloor-server')
  expect([await isThere(settings), await isThere(join(root, 'var/lib/watchfloor'))]).toEqual([false, false])
})
