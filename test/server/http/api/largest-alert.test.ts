import { type BoardAlert, type BoardSnapshot, matchersFromData } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { post } from '../../../support/http/post.ts'
import { runServer } from '../../../support/http/run-server.ts'

const LABELS = 128
const BYTES = 65_536

/** As many labels as an alert may have, and as large as it may be: of signs that JSON, links and matchers quote. */
function largest(): Record<string, string> {
  const labels: Record<string, string> = { alertname: 'Largest' }
  for (let n = 1; n < LABELS; n++) labels[`label_${n}`] = ''
  const used = Object.entries(labels).join('').length
  const each = Math.floor((BYTES - used - 2 * LABELS) / (LABELS - 1))
  for (let n = 1; n < LABELS; n++) labels[`label_${n}`] = '"\\\n\t,}'.repeat(each).slice(0, each)
  return labels
}

test('limits fit each other: the largest alert can be silenced by a key and acknowledged, and its silence says so elsewhere', async () => {
  const server = await runServer({ config: { silences: { acknowledgements: 'on' } } })
  const board = async () => (await (await fetch(`${server.url}/api/v2/board`)).json()) as BoardSnapshot
  const alert = async () => (await board()).alerts[0] as BoardAlert
  expect((await post(`${server.url}/api/v2/alerts`, [{ labels: largest() }])).status).toBe(200)
  const { fingerprint, life, labels } = await alert()
  expect(Object.keys(labels)).toHaveLength(LABELS)

  const taken = await post(`${server.url}/api/v2/alerts/${fingerprint}/acknowledge`, { life, name: 'Ana' })
  expect(taken.status).toBe(200)
  const standing = (await board()).silences
  expect(standing).toMatchObject([{ created_by: 'Ana', matchers: { length: LABELS } }])

  // What a key opens on the board names every label.
  const matchers = Object.entries(labels).map(([name, value]) => ({
    name,
    value,
    is_regex: false,
    is_equal: true,
  }))
  expect(matchersFromData(matchers)).toMatchObject({ ok: true })
  const preview = await post(`${server.url}/api/v2/silences/preview`, { matchers })
  expect(await preview.json()).toMatchObject({ firing: { count: 1 } })
  const said = {
    comment: 'works',
    created_by: 'Ana',
    ends_at: new Date(Date.now() + 3_600_000).toISOString(),
  }
  const saved = await post(`${server.url}/api/v2/silences/save`, { matchers, ...said, confirm: true })
  expect([saved.status, (await alert()).silenced_by.length]).toEqual([200, 1])

  // As Alertmanager's clients say it.
  const theirs = matchers.map(({ name, value }) => ({ name, value, isRegex: false, isEqual: true }))
  const times = { startsAt: new Date().toISOString(), endsAt: said.ends_at }
  const asked = { matchers: theirs, ...times, createdBy: 'Ben', comment: 'c'.repeat(60_000) }
  expect((await post(`${server.url}/api/v2/silences`, asked)).status).toBe(200)
  expect((await alert()).silenced_by).toHaveLength(2)
})
