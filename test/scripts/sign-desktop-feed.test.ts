import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type FeedWish, signFolder } from '../../scripts/packaging/desktop-feed.ts'
import { openFeed } from '../../src/main/updates/signed-feed.ts'
import { appImageOf, testKey } from '../support/desktop/test-feed.ts'
import { startProgram } from '../support/programs/program.ts'
import { tempDir } from '../support/temp-dir.ts'

const root = join(import.meta.dirname, '../..')

async function run(args: readonly string[], variables: Readonly<Record<string, string>>) {
  const all = [join(root, 'scripts/sign-desktop-feed.ts'), ...args]
  const program = startProgram(process.execPath, all, { cwd: root, env: { ...process.env, ...variables } })
  onTestFinished(() => program.stop('SIGKILL'))
  const code = await program.exited
  return { code, said: program.output() }
}

async function newKey(variables: Readonly<Record<string, string>>) {
  const file = join(await tempDir(), 'update.pem')
  const { code, said } = await run(['--new-key', file], variables)
  expect(code, said).toBe(0)
  return { file, publicHalf: /'(.+)',/.exec(said)?.[1] ?? '' }
}

test('a key signs the packages of a version for each kind of computer, and desks that know it read them', async () => {
  const variables = { WATCHFLOOR_UPDATE_PASSPHRASE: 'in a safe' }
  const key = await newKey(variables)
  expect((await stat(key.file)).mode & 0o077).toBe(0)
  expect(await readFile(key.file, 'utf8')).toContain('ENCRYPTED')
  const over = await run(['--new-key', key.file], variables)
  expect([over.code, over.said]).toEqual([1, expect.stringContaining('EEXIST')])
  const folder = join(await tempDir(), 'feed')
  await mkdir(folder)
  const { bytes: appImage, mapSize } = appImageOf(['an AppImage'])
  const packages = {
    'watchfloor-1.2.0-linux-x86_64.AppImage': appImage,
    'watchfloor_1.2.0_amd64.deb': Buffer.from('a deb'),
    'watchfloor-1.2.0-win-arm64.exe': Buffer.from('an installer'),
    'watchfloor-1.2.0-mac-arm64.zip': Buffer.from('an archive'),
    'watchfloor-1.2.0-mac-arm64.zip.blockmap': Buffer.from('blocks'),
    'watchfloor-1.2.0-beta.1-linux-x86_64.AppImage': Buffer.from('of another version'),
    'watchfloor-11.2.0-linux-x86_64.AppImage': Buffer.from('of another version'),
    'latest.yml': Buffer.from('not ours'),
  }
  for (const [name, bytes] of Object.entries(packages)) await writeFile(join(folder, name), bytes)
  const wish = ['--key', key.file, '--folder', folder, '--version', '1.2.0', '--percentage', '25']
  const { code, said } = await run(wish, variables)
  expect(code, said).toBe(0)
  const feeds = (await readdir(folder)).filter((name) => name.endsWith('.feed'))
  expect(feeds).toEqual(['stable-linux-x64.feed', 'stable-macos-arm64.feed', 'stable-windows-arm64.feed'])
  const opened = openFeed(await readFile(join(folder, 'stable-linux-x64.feed')), [key.publicHalf])
  if (!opened.ok) throw new Error(opened.why)
  expect(opened.statement).toMatchObject({ channel: 'stable', version: '1.2.0', percentage: 25 })
  expect(opened.statement.files).toEqual([
    {
      name: 'watchfloor-1.2.0-linux-x86_64.AppImage',
      size: appImage.length,
      sha512: createHash('sha512').update(appImage).digest('base64'),
      block_map_size: mapSize,
    },
    {
      name: 'watchfloor_1.2.0_amd64.deb',
      size: 5,
      sha512: createHash('sha512').update('a deb').digest('base64'),
    },
  ])
})

test('signed again it is later, whatever the clock says; an older version takes a word; a foreign feed stays', async () => {
  const ours = testKey()
  const folder = await tempDir()
  const feed = join(folder, 'stable-linux-x64.feed')
  for (const version of ['1.1.0', '1.2.0'])
    await writeFile(join(folder, `watchfloor-${version}-linux-x86_64.AppImage`), version)
  const sign = (version: string, part: Partial<FeedWish> = {}) =>
    signFolder({
      folder,
      version,
      channel: 'stable',
      percentage: 100,
      key: ours.key,
      withdraws: false,
      now: Date.UTC(2026, 10, 29),
      ...part,
    })
  const what = async (): Promise<string> => {
    const opened = openFeed(await readFile(feed), [ours.publicHalf])
    return opened.ok ? `${opened.statement.version} ${opened.statement.signed_at}` : opened.why
  }
  expect(await sign('1.2.0')).toEqual(['stable-linux-x64.feed'])
  expect(await what()).toBe('1.2.0 2026-11-29T00:00:00.000Z')
  expect(await sign('1.1.0')).toEqual({ trouble: expect.stringContaining('already has 1.2.0') })
  expect(await sign('1.1.0', { withdraws: true, now: 0 })).toEqual(['stable-linux-x64.feed'])
  expect(await what()).toBe('1.1.0 2026-11-29T00:00:01.000Z')
  const foreign = await sign('1.2.0', { key: testKey().key })
  expect(foreign).toEqual({ trouble: expect.stringContaining('not signed with this key') })
  expect(await sign('3.0.0')).toEqual({ trouble: expect.stringContaining('no package of version 3.0.0') })
  expect(await what()).toBe('1.1.0 2026-11-29T00:00:01.000Z')
})
