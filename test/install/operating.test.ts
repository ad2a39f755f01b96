import { execFile } from 'node:child_process'
import { chown, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { ensureBuilt, SERVER_PACKAGE } from '../../scripts/fresh-build.ts'
import { ensureDebian, freshRoot } from '../support/deploy/debian-root.ts'
import { nodeRoot } from '../support/deploy/node-root.ts'
import { systemIn } from '../support/deploy/system.ts'
import { readVersions } from '../support/deploy/versions.ts'
import { tempDir } from '../support/temp-dir.ts'

const run = promisify(execFile)
const repository = join(import.meta.dirname, '../..')
/** Where whoever types the lines has put the packages. */
const PACKAGES = '/root/packages'
/** One of the users that systemd makes up for a unit. */
const UNIT_USER = 61_184
const { present, next } = await readVersions()

beforeAll(ensureDebian)
beforeAll(async () => {
  expect(await ensureBuilt(SERVER_PACKAGE, 'the server with its board')).toBe(true)
})

/**
 * The lines of docs/operating.md from where installing begins to where its settings do, of those blocks whose first
 * line begins with one of these words.
 */
async function linesOf(...words: readonly string[]): Promise<readonly string[]> {
  const text = await readFile(join(repository, 'docs/operating.md'), 'utf8')
  const part = text.slice(text.indexOf('## Start'), text.indexOf('## Settings'))
  const blocks = [...part.matchAll(/```sh\n([^`]*)```/g)].map(([, lines = '']) => lines.trim().split('\n'))
  return blocks.filter(([first = '']) => words.some((word) => first.startsWith(word))).flat()
}

/** What `npm pack` makes of the server in each version. */
async function pack(to: string): Promise<void> {
  for (const version of [present, next]) {
    const folder = join(await tempDir(), 'server')
    await cp(join(repository, 'out/server'), folder, { recursive: true })
    const file = join(folder, 'package.json')
    const manifest = JSON.parse(await readFile(file, 'utf8')) as object
    await writeFile(file, JSON.stringify({ ...manifest, version }))
    await run('npm', ['pack', folder, '--pack-destination', to], { cwd: folder })
  }
  expect((await readdir(to)).toSorted()).toEqual([present, next].map((one) => `watchfloor-server-${one}.tgz`))
}

test('with npm: the lines that install it, bring it up to date, and take it and its data back, do so', async () => {
  const root = await nodeRoot()
  await mkdir(join(root, PACKAGES))
  await pack(join(root, PACKAGES))
  const system = await systemIn(root, PACKAGES)
  const program = '/opt/watchfloor/node_modules/.bin/watchfloor-server'
  const lines = await linesOf('npm install', program)
  const versions: string[] = []
  for (const line of lines) {
    // "with the server stopped"
    if (line.startsWith('mv ')) await system.stop()
    if (line.startsWith(`${program} serve `)) {
      await system.serve(line)
      const version = await system.type(`${program} --version`)
      await system.fire(`Fired${versions.push(version.trim())}`)
    } else await system.type(line)
  }
  expect(versions).toEqual([present, next, present].map((one) => `watchfloor ${one}`))
  // What fired after the backup is gone with the file; what fired before it is there.
  expect(await system.alerts()).toEqual(['Fired1', 'Fired3'])
})

test('with the Debian package: its lines install it, bring it up to date, and take it and its data back', async () => {
  const root = await freshRoot()
  await mkdir(join(root, PACKAGES))
  for (const version of [present, next]) {
    const args = ['scripts/package-deb.ts', '--version', version, '--to', join(root, PACKAGES)]
    await run(process.execPath, args, { cwd: repository })
  }
  // Whoever types them says yes; and nothing but what lies there is to be had.
  await writeFile(join(root, 'etc/apt/apt.conf.d/99yes'), 'APT::Get::Assume-Yes "true";\n')
  await rm(join(root, 'var/lib/apt/lists'), { recursive: true })
  // No systemd runs in there, so the test does its part: a folder for a user of the unit's own, and the unit's command.
  const data = join(root, 'var/lib/watchfloor')
  const system = await systemIn(root, PACKAGES)
  const start = async (): Promise<void> => {
    await mkdir(data, { recursive: true, mode: 0o700 })
    await chown(data, UNIT_USER, UNIT_USER)
    const unit = await readFile(join(root, 'lib/systemd/system/watchfloor-server.service'), 'utf8')
    const command = /^ExecStart=(.*)$/m.exec(unit)?.[1]
    await system.serve(`setpriv --reuid=${UNIT_USER} --regid=${UNIT_USER} --clear-groups ${command}`)
  }
  const versions: string[] = []
  for (const line of await linesOf('apt-get', 'systemctl')) {
    if (line === 'systemctl stop watchfloor-server') await system.stop()
    else if (line === 'systemctl start watchfloor-server') await start()
    else await system.type(line)
    if (!line.startsWith('apt-get ')) continue
    // The package's own script has systemd do that.
    await start()
    const [, version = ''] = (await system.type('dpkg-query --show watchfloor-server')).split(/\s/)
    await system.fire(`Fired${versions.push(version)}`)
  }
  expect(versions).toEqual([present, next, present])
  expect(await system.alerts()).toEqual(['Fired1'])
})
