import type { Alert, People } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import type { Access } from '../../../../server/src/access/authorize.ts'
import { ask } from '../../../support/http/ask.ts'
import { sharedServer } from '../../../support/http/run-server.ts'
import { openSocket } from '../../../support/stream/stream-clients.ts'

/** `Bearer Ana` is Ana; `Bearer Ben of eu` sees a part. Without one nobody knows who it is. */
const access: Access = async ({ authorization = '' }) => {
  const [, name, part] = /^Bearer (\w+)( of eu)?$/.exec(authorization) ?? []
  const scope = part === undefined ? undefined : { cluster: ['eu'] }
  const who = { id: `test:${name}`, subject: `test:${name}`, name, role: 'responder', scope } as const
  return { ok: true, principal: { ...who, anonymous: name === undefined } }
}
const shared = sharedServer({ access })
const as = (name: string) => ({ authorization: `Bearer ${name}` })

async function fire(alertname: string, cluster = 'eu'): Promise<Alert> {
  await ask(shared(), 'POST', '/alerts', [{ labels: { alertname, cluster } }], as('Ana'))
  const { body } = await ask(shared(), 'GET', '/board', undefined, as('Ana'))
  const alert = (body as { alerts: readonly Alert[] }).alerts.find((one) => one.alertname === alertname)
  if (alert === undefined) throw new Error('it does not fire')
  return alert
}

test('S37: from offer to acceptance over HTTP, under the name that the server knows', async () => {
  const { fingerprint, life } = await fire('Given')
  const on = `/alerts/${fingerprint}`
  expect(await ask(shared(), 'POST', `${on}/handover`, { to: 'Ben' }, as('Ana'))).toMatchObject({
    status: 409,
  })
  await ask(shared(), 'POST', `${on}/acknowledge`, { until: 'worse' }, as('Ana'))
  const offered = await ask(shared(), 'POST', `${on}/handover`, { life, name: 'Zoe', to: ' ben ' }, as('Ana'))
  expect(offered).toMatchObject({
    status: 200,
    body: { acknowledged_by: { name: 'Ana', offered_to: { name: 'ben' } } },
  })
  expect(await ask(shared(), 'DELETE', `${on}/handover`, undefined, as('Cleo'))).toMatchObject({
    status: 409,
  })
  const taken = await ask(shared(), 'POST', `${on}/acknowledge`, {}, as('Ben'))
  expect(taken).toMatchObject({ status: 200, body: { acknowledged_by: { name: 'Ben', until: 'worse' } } })
})

test.each([
  ['nobody to whom', 'handover', { name: 'ada' }],
  ['a name that nobody can read', 'handover', { name: 'ada', to: ' \u200b' }],
  ['no text', 'notes', { name: 'ada' }],
  ['a text that nobody can read', 'notes', { name: 'ada', text: ' \u200b\n' }],
  ['a text that is too long', 'notes', { name: 'ada', text: 'x'.repeat(1025) }],
  ['nobody who does it', 'notes', { text: 'x' }],
])('S36, S37: %s is refused', async (_, door, body) => {
  const { fingerprint } = await fire('Wrong')
  const answer = await ask(shared(), 'POST', `/alerts/${fingerprint}/${door}`, body)
  expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid' } } })
})

test('names to choose from: of alerts, and of who listens; to whoever sees a part, those of its alerts', async () => {
  const eu = await fire('InEurope', 'eu')
  const us = await fire('InAmerica', 'us')
  await ask(shared(), 'POST', `/alerts/${eu.fingerprint}/notes`, { text: 'x' }, as('Nora'))
  await ask(shared(), 'POST', `/alerts/${us.fingerprint}/acknowledge`, {}, as('Uma'))
  const { client, say } = openSocket(shared().url, {}, { headers: as('Lea') })
  say({ action: 'subscribe' })
  await client.untilControl('hello')
  const people = async (who: string): Promise<People['people']> =>
    ((await ask(shared(), 'GET', '/people', undefined, as(who))).body as People).people
  const whole = await people('Ana')
  expect(whole).toContainEqual({ name: 'Nora', is_listening: false })
  expect(whole).toContainEqual({ name: 'Uma', is_listening: false })
  expect(whole).toContainEqual({ name: 'Lea', is_listening: true })
  const part = (await people('Ben of eu')).map(({ name }) => name)
  expect(part).toContain('Nora')
  expect(part).not.toContain('Uma')
  expect(part).not.toContain('Lea')
})
