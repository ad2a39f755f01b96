import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { systemPlatform } from '@watchfloor/client'
import { expect, test } from 'vitest'
import { settleTrial } from '../../../src/main/updates/settle-trial.ts'
import { openUpdateMemory } from '../../../src/main/updates/update-memory.ts'
import { fileOf, statementOf, testKey, writeFeed } from '../../support/desktop/test-feed.ts'
import { updateRig } from '../../support/desktop/update-rig.ts'
import { runServer } from '../../support/http/run-server.ts'
import { tempDir } from '../../support/temp-dir.ts'

const NEW = '#!/bin/sh\nexit 1\n'
const platform = systemPlatform(globalThis as unknown as Parameters<typeof systemPlatform>[0])

/** A desk that has just put 1.2.0 in the place of 1.1.0, and how it begins to start again and again. */
async function updated() {
  const feed = await tempDir()
  const ours = testKey()
  const files = [fileOf('watchfloor-1.2.0-linux-x86_64.AppImage', NEW)]
  await writeFeed(feed, statementOf({ files }), ours, NEW)
  const server = await runServer({ config: { web: { desktop_feed: feed } } })
  const rig = await updateRig({ server: server.url, keys: [ours.publicHalf] })
  await rig.updates.check()
  await rig.updates.install()
  expect(rig.restarts[0]?.()).toBe(true)
  expect(await readFile(rig.appImage, 'utf8')).toBe(NEW)
  const ran: string[] = []
  /** One start of this version, which then gets no further. */
  const start = async (version: string) =>
    settleTrial({
      platform,
      memory: await memoryOf(rig.folder),
      version,
      kind: 'appimage',
      appImage: rig.appImage,
      run: (program) => void ran.push(program),
    })
  return { server, rig, ran, start, keys: [ours.publicHalf] }
}

const memoryOf = (folder: string) =>
  openUpdateMemory({ file: join(folder, 'updates.json'), newId: () => 'another', report: () => {} })

test('a version that fails twice to start while the server answers gives its place back, and is not taken again', async () => {
  const { server, rig, ran, start, keys } = await updated()
  expect((await start('1.2.0')).kind).toBe('go_on')
  expect((await start('1.2.0')).kind).toBe('go_on')
  expect(await readFile(rig.appImage, 'utf8')).toBe(NEW)
  expect((await start('1.2.0')).kind).toBe('rolled_back')
  expect(await readFile(rig.appImage, 'utf8')).toBe('version 1.1.0')
  expect(ran).toEqual([rig.appImage])
  expect((await start('1.1.0')).kind).toBe('go_on')
  const after = await updateRig({ server: server.url, keys, folder: rig.folder })
  await after.updates.check()
  expect(after.updates.state()).toEqual({ kind: 'rolled_back', version: '1.2.0' })
})

test('while the server is away no start counts', async () => {
  const { server, rig, start } = await updated()
  await server.close()
  for (let n = 0; n < 5; n++) expect((await start('1.2.0')).kind).toBe('go_on')
  expect(await readFile(rig.appImage, 'utf8')).toBe(NEW)
})

test('a version that receives has proved itself: what was kept goes, and later failures are not its own', async () => {
  const { server, rig, start, keys } = await updated()
  const kept = rig.memory.current().trial?.previous
  if (kept == null) throw new Error('nothing was kept')
  expect(kept.sha512).toBe(createHash('sha512').update('version 1.1.0').digest('base64'))
  await start('1.2.0')
  const running = await updateRig({ server: server.url, keys, folder: rig.folder, version: '1.2.0' })
  running.floor.is_receiving = false
  running.updates.watchChanged()
  expect(running.memory.current().trial).not.toBeNull()
  running.floor.is_receiving = true
  running.updates.watchChanged()
  expect(running.memory.current().trial).toBeNull()
  await expect.poll(() => stat(kept.file).catch(() => 'gone')).toBe('gone')
  for (let n = 0; n < 4; n++) expect((await start('1.2.0')).kind).toBe('go_on')
})

test('where nothing is kept, or it was changed, it is said which version to install', async () => {
  const { rig, start } = await updated()
  const { trial } = rig.memory.current()
  if (trial === null) throw new Error('no trial')
  await rig.memory.change({ trial: { ...trial, starts: 2, previous: null } })
  expect(await start('1.2.0')).toEqual({ kind: 'say', from: '1.1.0' })
  const previous = { file: rig.appImage, sha512: 'another', place: rig.appImage }
  await rig.memory.change({ trial: { ...trial, starts: 2, previous } })
  expect(await start('1.2.0')).toEqual({ kind: 'say', from: '1.1.0' })
  expect(await start('1.2.0')).toEqual({ kind: 'say', from: '1.1.0' })
  expect(await readFile(rig.appImage, 'utf8')).toBe(NEW)
})
