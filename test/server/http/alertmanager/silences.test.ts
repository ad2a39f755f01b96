import type { Server } from '@watchfloor/server'
import { expect, test } from 'vitest'
import { WallClock } from '../../../support/core/wall-clock.ts'
import { ask } from '../../../support/http/ask.ts'
import { runServer, sharedServer } from '../../../support/http/run-server.ts'

const START = '2026-01-05T03:00:00.000Z'
const UNKNOWN = '00000000-0000-0000-0000-000000000000'

/** Minutes after the start of the test, as a timestamp. */
function at(minutes: number): string {
  return new Date(Date.parse(START) + minutes * 60_000).toISOString()
}

const matcher = { name: 'service', value: 'db', isRegex: false, isEqual: true }
const draft = {
  matchers: [matcher],
  startsAt: at(0),
  endsAt: at(60),
  createdBy: 'alice',
  comment: 'disk swap',
}

async function create(server: Server, body: object): Promise<string> {
  const { status, body: answer } = await ask(server, 'POST', '/silences', body)
  expect(status).toBe(200)
  return (answer as { silenceID: string }).silenceID
}

async function silence(server: Server, id: string): Promise<Record<string, unknown>> {
  const { status, body } = await ask(server, 'GET', `/silence/${id}`)
  expect(status).toBe(200)
  return body as Record<string, unknown>
}

async function start(): Promise<{ server: Server; clock: WallClock }> {
  const clock = new WallClock(START)
  return { server: await runServer({ clock }), clock }
}

const shared = sharedServer({ clock: new WallClock(START) })

const framework = (code: number) => ({ code, message: expect.any(String) })
const handler = (text: RegExp) => expect.stringMatching(text)

test('a silence is created and shown with every field that Alertmanager promises', async () => {
  const { server } = await start()
  const id = await create(server, { ...draft, status: { state: 'tolerated' }, updatedAt: at(0) })
  expect(await silence(server, id)).toEqual({
    id,
    status: { state: 'active' },
    updatedAt: at(0),
    ...draft,
    annotations: {},
  })
  expect((await ask(server, 'GET', '/silences')).body).toEqual([await silence(server, id)])
})

test.each([
  ['no body', undefined, 422, framework(602)],
  ['a list', [], 400, framework(400)],
  ['matchers missing', { ...draft, matchers: undefined }, 422, framework(602)],
  ['no matcher', { ...draft, matchers: [] }, 422, framework(612)],
  ['a matcher without a name', { ...draft, matchers: [{ value: 'x', isRegex: false }] }, 422, framework(602)],
  ['a matcher without a value', { ...draft, matchers: [{ name: 'x', isRegex: false }] }, 422, framework(602)],
  ['a matcher without isRegex', { ...draft, matchers: [{ name: 'x', value: 'y' }] }, 422, framework(602)],
  ['isRegex as text', { ...draft, matchers: [{ ...matcher, isRegex: 'no' }] }, 400, framework(400)],
  [
    'a matcher with an empty name',
    { ...draft, matchers: [{ ...matcher, name: '' }] },
    400,
    handler(/matcher 0/),
  ],
  [
    'an expression that does not compile',
    { ...draft, matchers: [{ ...matcher, value: '(', isRegex: true }] },
    400,
    handler(/matcher 0/),
  ],
  [
    'only matchers that match the empty text',
    { ...draft, matchers: [{ ...matcher, value: '.*', isRegex: true }] },
    400,
    handler(/at least one matcher must not match the empty string/),
  ],
  ['startsAt missing', { ...draft, startsAt: undefined }, 422, framework(602)],
  ['endsAt missing', { ...draft, endsAt: null }, 422, framework(602)],
  ['createdBy missing', { ...draft, createdBy: undefined }, 422, framework(602)],
  ['comment missing', { ...draft, comment: undefined }, 422, framework(602)],
  ['a bad date', { ...draft, endsAt: 'later' }, 400, framework(400)],
  ['a number as comment', { ...draft, comment: 1 }, 400, framework(400)],
  [
    'an end before the start',
    { ...draft, startsAt: at(60), endsAt: at(30) },
    400,
    handler(/^Failed to create silence: start time must be before end time$/),
  ],
  [
    'an end in the past',
    { ...draft, startsAt: at(-60), endsAt: at(-30) },
    400,
    handler(/^Failed to create silence: end time can't be in the past$/),
  ],
  ['an id that nobody knows', { ...draft, id: UNKNOWN }, 404, handler(/not found/)],
  ['an id that is no UUID', { ...draft, id: 'mine' }, 404, handler(/not found/)],
])('POST /silences: %s', async (_what, body, status, expected) => {
  expect(await ask(shared(), 'POST', '/silences', body)).toEqual({ status, body: expected })
})

test.each([
  ['an empty id', { ...draft, id: '' }],
  ['an empty author and comment', { ...draft, createdBy: '', comment: '' }],
  ['a lone negative matcher', { ...draft, matchers: [{ ...matcher, isEqual: false }] }],
  [
    'a matcher of an old client, without isEqual',
    { ...draft, matchers: [{ name: 'a', value: 'b', isRegex: false }] },
  ],
  ['annotations', { ...draft, annotations: { ticket: 'OPS-1' } }],
  ['a start in the past', { ...draft, startsAt: at(-60) }],
])('POST /silences accepts %s', async (_what, body) => {
  const created = await silence(shared(), await create(shared(), body))
  expect(created.startsAt).toBe(at(0))
  expect(created.annotations).toEqual('annotations' in body ? body.annotations : {})
})

test('an active silence is changed in place as long as matchers and start stay', async () => {
  const { server, clock } = await start()
  const id = await create(server, draft)
  clock.set(at(10))
  expect(await create(server, { ...draft, id, endsAt: at(120), comment: 'longer', createdBy: 'bob' })).toBe(
    id,
  )
  expect(await silence(server, id)).toMatchObject({ endsAt: at(120), comment: 'longer', createdBy: 'bob' })
})

test.each([
  ['other matchers', { matchers: [{ ...matcher, value: 'web' }] }],
  ['another start', { startsAt: at(20) }],
])('an active silence with %s becomes a new one and the old ends', async (_what, change) => {
  const { server, clock } = await start()
  const id = await create(server, draft)
  clock.set(at(10))
  const other = await create(server, { ...draft, ...change, id, endsAt: at(90) })
  expect(other).not.toBe(id)
  expect(await silence(server, id)).toMatchObject({ status: { state: 'expired' }, endsAt: at(10) })
})

test('a pending silence keeps its id as long as it does not start in the past', async () => {
  const { server } = await start()
  const pending = { ...draft, startsAt: at(30) }
  const id = await create(server, pending)
  expect(await silence(server, id)).toMatchObject({ status: { state: 'pending' } })
  expect(await create(server, { ...pending, id, startsAt: at(40) })).toBe(id)
  expect(await create(server, { ...pending, id, startsAt: at(-1) })).not.toBe(id)
})

test('an expired silence is never changed: a new one is made', async () => {
  const { server } = await start()
  const id = await create(server, draft)
  expect(await ask(server, 'DELETE', `/silence/${id}`)).toEqual({ status: 200, body: '' })
  expect(await create(server, { ...draft, id })).not.toBe(id)
})

test('deleting ends a silence now, and again changes nothing', async () => {
  const { server, clock } = await start()
  const active = await create(server, draft)
  const pending = await create(server, { ...draft, startsAt: at(30) })
  clock.set(at(5))
  for (const id of [active, pending]) expect((await ask(server, 'DELETE', `/silence/${id}`)).status).toBe(200)
  clock.set(at(6))
  expect((await ask(server, 'DELETE', `/silence/${active}`)).status).toBe(200)
  expect(await silence(server, active)).toMatchObject({ status: { state: 'expired' }, endsAt: at(5) })
  expect(await silence(server, pending)).toMatchObject({ startsAt: at(5), endsAt: at(5) })
})

test.each(['GET', 'DELETE'])('%s of an unknown or malformed id', async (method) => {
  const server = shared()
  expect(await ask(server, method, `/silence/${UNKNOWN}`)).toEqual({ status: 404, body: '' })
  expect(await ask(server, method, '/silence/mine')).toEqual({ status: 422, body: framework(601) })
  expect(await ask(server, 'PUT', `/silence/${UNKNOWN}`)).toEqual({ status: 405, body: framework(405) })
})

test('the list is ordered, and its filters compare matchers with matchers', async () => {
  const { server, clock } = await start()
  const regex = { name: 'instance', value: 'db1|db2', isRegex: true, isEqual: true }
  const late = await create(server, { ...draft, endsAt: at(90) })
  const soon = await create(server, { ...draft, matchers: [matcher, regex], endsAt: at(45) })
  const later = await create(server, { ...draft, startsAt: at(40) })
  const next = await create(server, { ...draft, startsAt: at(20) })
  const gone = await create(server, draft)
  clock.set(at(1))
  await ask(server, 'DELETE', `/silence/${gone}`)
  const ids = async (query = ''): Promise<unknown[]> =>
    ((await ask(server, 'GET', `/silences${query}`)).body as { id: string }[]).map(({ id }) => id)

  expect(await ids()).toEqual([soon, late, next, later, gone])
  expect(await ids('?filter=service%3Ddb')).toHaveLength(5)
  expect(await ids('?filter=service%3D%22db%22&filter=instance%3D~%22db1%7Cdb2%22')).toEqual([soon])
  expect(await ids('?filter=instance%3Ddb1')).toEqual([])
  expect(await ids('?filter=service!%3Ddb')).toEqual([])
  expect(await ids('?expired=false&pending=false')).toEqual([soon, late])
  expect(await ids('?active=false&pending=0')).toEqual([gone])
  expect((await ask(server, 'GET', '/silences?filter=%7B')).status).toBe(400)
})
