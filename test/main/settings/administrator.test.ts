import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  type Administrator,
  administratorOf,
  inForce,
  lockedIn,
  NO_ADMINISTRATOR,
} from '../../../src/main/settings/administrator.ts'
import { openSettings } from '../../../src/main/settings/settings-store.ts'
import { DEFAULT_SETTINGS } from '../../../src/shared/settings.ts'
import { tempDir } from '../../support/temp-dir.ts'

const THEIRS = 'https://watch.example.com'
const MINE = 'https://mine.example.com'
const NIGHT = { from: '22:00', to: '07:00' }

const administrator: Administrator = {
  ...NO_ADMINISTRATOR,
  place: '/etc/watchfloor/desktop.json',
  defaults: { quiet_hours: NIGHT },
  locked: { server: THEIRS },
}

test('defaults give way to the person, locks do not', () => {
  expect(inForce(administrator, {})).toEqual({ ...DEFAULT_SETTINGS, quiet_hours: NIGHT, server: THEIRS })
  expect(inForce(administrator, { quiet_hours: null, server: MINE })).toMatchObject({
    quiet_hours: null,
    server: THEIRS,
  })
  expect(lockedIn(administrator, { server: MINE, quiet_hours: null })).toEqual(['server'])
  expect(lockedIn(administrator, { server: THEIRS, name: 'Ana' })).toEqual([])
  const hours = { ...administrator, locked: { quiet_hours: NIGHT } }
  expect(lockedIn(hours, { quiet_hours: { ...NIGHT } })).toEqual([])
  expect(lockedIn(hours, { quiet_hours: null })).toEqual(['quiet_hours'])
})

test('of a text that does not fit, or that anybody could have written, nothing counts', () => {
  const text = JSON.stringify({
    version: 1,
    settings: { name: { value: 'Floor', locked: true }, server: { value: 'x' } },
  })
  for (const found of [
    { kind: 'text', text } as const,
    { kind: 'refused', why: 'it is not root’s' } as const,
  ])
    expect(administratorOf('/etc/x', found)).toEqual({
      place: '/etc/x',
      trouble: expect.stringMatching(/server|root/),
      defaults: {},
      locked: {},
    })
  expect(administratorOf('/etc/x', { kind: 'none' })).toEqual(NO_ADMINISTRATOR)
})

test('a person’s file keeps only what they chose, so that a default may change later', async () => {
  const file = join(await tempDir(), 'settings.json')
  const first = await openSettings({ file, administrator })
  await first.change({ name: 'Ana' })
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ version: 1, name: 'Ana' })
  const later = { ...administrator, defaults: { quiet_hours: null, notification_text: 'private' } as const }
  const second = await openSettings({ file, administrator: later })
  expect(second.current()).toMatchObject({ name: 'Ana', quiet_hours: null, notification_text: 'private' })
  // What was chosen stays, also where it is what would be without any default.
  await second.change({ notification_text: 'full' })
  expect((await openSettings({ file, administrator: later })).current().notification_text).toBe('full')
})

test('a file of before holds every setting; of it a server and a name that were never given are no choice', async () => {
  const file = join(await tempDir(), 'settings.json')
  await writeFile(file, JSON.stringify(DEFAULT_SETTINGS))
  const given = { ...administrator, defaults: { server: THEIRS, name: 'Floor' }, locked: {} }
  expect((await openSettings({ file, administrator: given })).current()).toMatchObject({
    server: THEIRS,
    name: 'Floor',
  })
})

test('a locked setting is refused whole, changes nothing, and comes back when the lock goes', async () => {
  const file = join(await tempDir(), 'settings.json')
  await (await openSettings({ file })).change({ server: MINE })
  const settings = await openSettings({ file, administrator })
  expect(settings.current().server).toBe(THEIRS)
  expect(await settings.change({ server: MINE, name: 'Ana' })).toEqual({
    ok: false,
    reason: 'forbidden',
    message: 'Your administrator has set this on your computer: server',
  })
  expect(settings.current()).toMatchObject({ server: THEIRS, name: null })
  expect(await settings.change({ name: 'Ana' })).toMatchObject({ ok: true })
  expect((await openSettings({ file })).current()).toMatchObject({ server: MINE, name: 'Ana' })
})
