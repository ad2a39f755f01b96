import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSources } from './source-files.ts'

const ROOT = join(import.meta.dirname, '../..')

/** What tells or reads a time in the zone of the computer: only the one place that knows which zone is shown may. */
const LOCAL =
  /\.(getHours|getMinutes|getDate|getDay|getMonth|getFullYear|setHours|setDate|getTimezoneOffset|toDateString|toTimeString|toLocale\w*String)\(|Intl\.DateTimeFormat/

/** Quiet hours are of the computer's own day, whichever zone times are shown in. */
const OF_THE_COMPUTER = 'src/main/notifications/policy.ts'

test('one place of the board and the desktop tells times, so that all of them follow the chosen zone', async () => {
  const sources = await readSources(ROOT, ['src'])
  const local = sources.filter(({ text }) => LOCAL.test(text)).map(({ path }) => path)
  expect(local.sort()).toEqual([OF_THE_COMPUTER, 'src/shared/times.ts'])
})
