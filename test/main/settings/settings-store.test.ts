import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSettings } from '../../../src/main/settings/settings-store.ts'
import { DEFAULT_SETTINGS } from '../../../src/shared/settings.ts'
import { tempDir } from '../../support/temp-dir.ts'

const SERVER = 'https://watch.example.com'

test('the first start has the defaults, and writes nothing', async () => {
  const folder = await tempDir()
  const settings = await openSettings({ file: join(folder, 'settings.json') })
  expect(settings.current()).toEqual(DEFAULT_SETTINGS)
  expect(settings.trouble()).toBe(null)
  expect(await readdir(folder)).toEqual([])
})

test('a change is in force, told, and there after a restart', async () => {
  const file = join(await tempDir(), 'settings.json')
  const settings = await openSettings({ file })
  const told: unknown[] = []
  const end = settings.subscribe(({ server, name }) => told.push([server, name]))
  const both = [settings.change({ server: SERVER }), settings.change({ name: 'Ana' })]
  expect(settings.current()).toMatchObject({ server: SERVER, name: 'Ana' })
  expect(await Promise.all(both)).toEqual([
    { ok: true, value: expect.objectContaining({ server: SERVER }) },
    { ok: true, value: expect.objectContaining({ server: SERVER, name: 'Ana' }) },
  ])
  end()
  await settings.change({ is_welcomed: true })
  expect(told).toEqual([
    [SERVER, null],
    [SERVER, 'Ana'],
  ])
  expect((await openSettings({ file })).current()).toEqual(settings.current())
})

test('a change that does not fit is refused and changes nothing', async () => {
  const file = join(await tempDir(), 'settings.json')
  const settings = await openSettings({ file })
  const answer = await settings.change({ server: 'file:///etc/passwd' })
  expect(answer).toMatchObject({ ok: false, reason: 'invalid', message: expect.stringContaining('/server') })
  expect(settings.current()).toEqual(DEFAULT_SETTINGS)
})

test('a file that cannot be read is kept aside, said, and the next save ends the trouble', async () => {
  const folder = await tempDir()
  const file = join(folder, 'settings.json')
  await writeFile(file, '{"version":7}')
  const settings = await openSettings({ file })
  expect(settings.current()).toEqual(DEFAULT_SETTINGS)
  expect(settings.trouble()).toContain('The old file is settings.json.unreadable-1.')
  await settings.change({ name: 'Ana' })
  expect(settings.trouble()).toBe(null)
  expect(await readFile(join(folder, 'settings.json.unreadable-1'), 'utf8')).toBe('{"version":7}')
})

test('a save that fails is told; the change stays in force', async () => {
  const folder = await tempDir()
  const file = join(folder, 'settings.json')
  const settings = await openSettings({ file })
  await mkdir(file)
  const told: (string | null)[] = []
  settings.subscribe(() => told.push(settings.trouble()))
  expect(await settings.change({ name: 'Ana' })).toMatchObject({ ok: true, value: { name: 'Ana' } })
  expect(settings.current().name).toBe('Ana')
  expect(told).toEqual([null, expect.stringMatching(/^Settings are not saved: .* until Watchfloor quits\.$/)])
})
