import { join } from 'node:path'
import { expect, test } from 'vitest'
import { followLoginItem } from '../../../src/main/settings/at-login.ts'
import { openSettings } from '../../../src/main/settings/settings-store.ts'
import { createTroubles } from '../../../src/main/troubles.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { until } from '../../support/until.ts'

async function bench({ system, setting }: { readonly system: boolean; readonly setting: boolean }) {
  const settings = await openSettings({ file: join(await tempDir(), 'settings.json') })
  await settings.change({ starts_at_login: setting })
  const troubles = createTroubles(() => {})
  const item = { isOn: system, refuses: false }
  await followLoginItem({
    settings,
    item: {
      isOn: async () => item.isOn,
      set: async (wanted) => {
        if (item.refuses) throw new Error('the disk is full')
        item.isOn = wanted
      },
    },
    troubles,
  })
  return { settings, troubles, item, isSet: () => settings.current().starts_at_login }
}

test.each([true, false])(
  'a change reaches the system, in the order of the clicks (last: %s)',
  async (last) => {
    const { settings, item, isSet } = await bench({ system: last, setting: last })
    for (const starts_at_login of [!last, last, !last]) await settings.change({ starts_at_login })
    await until('the system to follow', () => (item.isOn === !last ? true : undefined))
    await settings.change({ starts_at_login: last })
    await until('the system to follow', () => (item.isOn === last ? true : undefined))
    expect(isSet()).toBe(last)
  },
)

test.each([true, false])('what was changed in the system is found at the next start (%s)', async (system) => {
  const { isSet } = await bench({ system, setting: !system })
  expect(isSet()).toBe(system)
})

test('what the system refuses is said, and put back', async () => {
  const { settings, troubles, item, isSet } = await bench({ system: false, setting: false })
  item.refuses = true
  await settings.change({ starts_at_login: true })
  await until('the setting to be put back', () => (isSet() ? undefined : true))
  expect(troubles.text()).toBe('Starting when you sign in could not be changed: the disk is full.')
  item.refuses = false
  await settings.change({ starts_at_login: true })
  await until('the trouble to be over', () => (troubles.text() === null ? true : undefined))
  expect([item.isOn, isSet()]).toEqual([true, true])
})
