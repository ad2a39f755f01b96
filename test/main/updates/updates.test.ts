import { createHash } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import {
  appImageOf,
  CONTENT,
  fileOf,
  statementOf,
  testKey,
  writeFeed,
} from '../../support/desktop/test-feed.ts'
import { type UpdateRigOptions, updateRig } from '../../support/desktop/update-rig.ts'
import { sharedServer } from '../../support/http/run-server.ts'
import { sampleAlert } from '../../support/sample-alert.ts'
import { until } from '../../support/until.ts'

// A real server serves a real folder that a key of the test signed.

const ours = testKey()
const feed = mkdtempSync(join(tmpdir(), 'watchfloor-'))
const server = sharedServer({ config: { web: { desktop_feed: feed } } })
beforeEach(async () => {
  for (const name of await readdir(feed)) await rm(join(feed, name))
})
afterAll(() => rm(feed, { recursive: true }))

const rig = (options: Partial<UpdateRigOptions> = {}) =>
  updateRig({ server: server().url, keys: [ours.publicHalf], ...options })
const READY = { kind: 'ready', version: '1.2.0', waiting: null } as const

test('a good update is loaded, checked, and put in place of the app when the person asks', async () => {
  const script = '#!/bin/sh\necho "$0" > "$0.started"\n'
  const files = [fileOf('watchfloor-1.2.0-linux-x86_64.AppImage', script)]
  await writeFeed(feed, statementOf({ files }), ours, script)
  const { updates, states, restarts, appImage, errors } = await rig()
  expect(updates.state()).toEqual({ kind: 'unchecked' })
  await updates.check()
  expect(updates.state()).toEqual(READY)
  expect(states[0]).toEqual({ kind: 'loading', version: '1.2.0', percent: 0 })
  expect(await readFile(appImage, 'utf8')).toBe('version 1.1.0')
  expect(await updates.install()).toEqual(READY)
  expect(restarts).toHaveLength(1)
  expect(restarts[0]?.()).toBe(true)
  expect(await readFile(appImage, 'utf8')).toBe(script)
  // The shell makes the file a moment before it writes into it.
  const started = await until(
    'the new version to start',
    async () => (await readFile(`${appImage}.started`, 'utf8').catch(() => '')) || undefined,
  )
  expect(started).toBe(`${appImage}\n`)
  expect(errors).toEqual([])
})

test('of an AppImage only the blocks that changed are loaded, in parts of the file', async () => {
  const block = (name: string): string => name.repeat(10_000)
  const [before, after] = [appImageOf(['a', 'b', 'c'].map(block)), appImageOf(['a', 'x', 'c'].map(block))]
  const file = fileOf('watchfloor-1.2.0-linux-x86_64.AppImage', after.bytes)
  const files = [{ ...file, block_map_size: after.mapSize }]
  await writeFeed(feed, statementOf({ files }), ours, after.bytes)
  const { updates, appImage, restarts, log } = await rig()
  await writeFile(appImage, before.bytes)
  await updates.check()
  expect(updates.state()).toEqual(READY)
  expect(log.join('\n')).toMatch(/To download: 9\.77 KB \(33%\)/)
  expect(log.join('\n')).not.toContain('fallback')
  await updates.install()
  restarts[0]?.()
  expect(await readFile(appImage)).toEqual(after.bytes)
})

test('a feed that somebody else signed is refused before anything is loaded', async () => {
  await writeFeed(feed, statementOf(), testKey())
  const { updates, folder, memory } = await rig()
  await updates.check()
  expect(updates.state()).toEqual({ kind: 'refused', why: 'signature' })
  expect(await readdir(folder)).not.toContain('cache')
  expect(memory.current().seen).toEqual({})
})

test('a package that is not what was signed is refused: other bytes, or more of them', async () => {
  const other = CONTENT.replaceAll('a', 'b')
  for (const content of [other, `${CONTENT} and more`, '']) {
    await writeFeed(feed, statementOf(), ours, content)
    const { updates, restarts } = await rig()
    await updates.check()
    expect(updates.state(), content).toMatchObject({ kind: 'refused', why: 'changed' })
    await updates.install()
    expect(restarts).toEqual([])
  }
})

test('a package that is changed on the disk after it was loaded is not installed', async () => {
  await writeFeed(feed, statementOf(), ours)
  const { updates, restarts, folder } = await rig()
  await updates.check()
  expect(updates.state()).toEqual(READY)
  const [name = ''] = statementOf().files.map((file) => file.name)
  const path = join(folder, 'cache/watchfloor-updater/pending', name)
  expect(await readFile(path, 'utf8')).toBe(CONTENT)
  await writeFile(path, CONTENT.replaceAll('a', 'b'))
  expect(await updates.install()).toEqual({ kind: 'refused', why: 'changed' })
  expect(restarts).toEqual([])
})

test('an older version is not taken', async () => {
  await writeFeed(feed, statementOf({ version: '1.0.9' }), ours)
  const { updates } = await rig()
  await updates.check()
  expect(updates.state()).toEqual({ kind: 'newest', offered: '1.0.9' })
})

test('an old feed that is played again is refused, also after a restart of the desk', async () => {
  const before = statementOf({ signed_at: '2026-11-01T00:00:00Z' })
  await writeFeed(feed, statementOf({ version: '1.3.0' }), ours)
  const first = await rig()
  await first.updates.check()
  expect(first.updates.state()).toMatchObject({ kind: 'ready', version: '1.3.0' })
  await writeFeed(feed, before, ours)
  await first.updates.check()
  expect(first.updates.state()).toEqual({ kind: 'refused', why: 'replayed' })
  const second = await rig({ folder: first.folder })
  await second.updates.check()
  expect(second.updates.state()).toEqual({ kind: 'refused', why: 'replayed' })
})

test('a release that is withdrawn is no longer offered to who has loaded but not installed it', async () => {
  await writeFeed(feed, statementOf({ version: '1.3.0' }), ours)
  const { updates, restarts } = await rig()
  await updates.check()
  await writeFeed(feed, statementOf({ version: '1.1.0', signed_at: '2026-11-30T00:00:00Z' }), ours)
  await updates.check()
  expect(updates.state()).toEqual({ kind: 'newest', offered: null })
  await updates.install()
  expect(restarts).toEqual([])
})

test('each channel has its own feed; one in the place of the other is refused', async () => {
  await writeFeed(feed, statementOf({ channel: 'beta', version: '1.3.0-beta.1' }), ours)
  const { updates, now } = await rig()
  await updates.check()
  expect(updates.state()).toEqual({ kind: 'failed', why: 'the server has no updates for this desk' })
  now.channel = 'beta'
  updates.settingsChanged()
  await updates.check()
  expect(updates.state()).toMatchObject({ kind: 'ready', version: '1.3.0-beta.1' })
  await writeFile(join(feed, 'stable-linux-x64.feed'), await readFile(join(feed, 'beta-linux-x64.feed')))
  now.channel = 'stable'
  updates.settingsChanged()
  await updates.check()
  expect(updates.state()).toEqual({ kind: 'refused', why: 'audience' })
})

test('while a critical is open, or nothing is received, it waits and says for what; then it goes on', async () => {
  await writeFeed(feed, statementOf(), ours)
  const { updates, restarts, floor, states } = await rig()
  floor.alerts = [sampleAlert(), sampleAlert({ life: 'abc.2' })]
  await updates.check()
  const waits = { ...READY, waiting: { for: 'criticals', count: 2 } }
  expect(updates.state()).toEqual(waits)
  expect(await updates.install()).toEqual(waits)
  floor.alerts = []
  floor.is_receiving = false
  updates.watchChanged()
  expect(states.at(-1)).toEqual({ ...READY, waiting: { for: 'receiving' } })
  await updates.install()
  expect(restarts).toEqual([])
  floor.is_receiving = true
  updates.watchChanged()
  expect(states.at(-1)).toEqual(READY)
  await updates.install()
  expect(restarts).toHaveLength(1)
})

test('a critical that opens although nobody has told is seen before it is installed', async () => {
  await writeFeed(feed, statementOf(), ours)
  const { updates, restarts, floor } = await rig()
  await updates.check()
  const asked = updates.install()
  floor.alerts = [sampleAlert()]
  expect(await asked).toMatchObject({ waiting: { for: 'criticals', count: 1 } })
  expect(restarts).toEqual([])
})

test('a server that is away is said, and what was ready stays so', async () => {
  const gone = await rig({ server: 'http://127.0.0.1:1' })
  await gone.updates.check()
  expect(gone.updates.state()).toEqual({ kind: 'failed', why: 'the server was not reached' })
  await writeFeed(feed, statementOf(), ours)
  const { updates, now } = await rig()
  await updates.check()
  now.server = 'http://127.0.0.1:1'
  await updates.check()
  expect(updates.state()).toEqual(READY)
})

test('a package that the server lost is said, and loaded when it is back', async () => {
  await writeFeed(feed, statementOf(), ours)
  const [name = ''] = statementOf().files.map((file) => file.name)
  await rm(join(feed, name))
  const { updates } = await rig()
  await updates.check()
  expect(updates.state()).toMatchObject({ kind: 'failed', why: expect.stringContaining('404') })
  await writeFile(join(feed, name), CONTENT)
  await updates.check()
  expect(updates.state()).toEqual(READY)
})

test('deb and rpm are announced with the line to type, which holds the file to the signed hash', async () => {
  const files = ['watchfloor_1.2.0_amd64.deb', 'watchfloor-1.2.0-linux-x86_64.rpm'].map((name) =>
    fileOf(name),
  )
  await writeFeed(feed, statementOf({ files }), ours)
  const hash = createHash('sha512').update(CONTENT).digest('hex')
  const deb = await rig({ kind: 'deb' })
  await deb.updates.check()
  expect(deb.updates.state()).toEqual({
    kind: 'announced',
    version: '1.2.0',
    line: `curl -fO '${server().url}/desktop/watchfloor_1.2.0_amd64.deb' && echo '${hash}  watchfloor_1.2.0_amd64.deb' | sha512sum -c && sudo apt install './watchfloor_1.2.0_amd64.deb'`,
  })
  await deb.updates.install()
  expect(deb.restarts).toEqual([])
  const rpm = await rig({ kind: 'rpm' })
  await rpm.updates.check()
  expect(rpm.updates.state()).toMatchObject({ line: expect.stringMatching(/sudo dnf install .*\.rpm'$/) })
  const folder = await rig({ kind: 'folder' })
  await folder.updates.check()
  expect(folder.updates.state()).toEqual({ kind: 'announced', version: '1.2.0', line: null })
})

test('where none are looked for it says why, and asks nobody', async () => {
  for (const [options, why] of [
    [{ keys: [] }, 'no_key'],
    [{ channel: 'off' }, 'switched_off'],
    [{ kind: 'clone' }, 'clone'],
    [{ server: null }, 'no_server'],
  ] as const) {
    const { updates } = await rig(options)
    expect(updates.state()).toEqual({ kind: 'off', why })
    await updates.check()
    expect(updates.state()).toEqual({ kind: 'off', why })
  }
})
