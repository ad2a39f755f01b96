import type { BoardSnapshot, SaveSilenceAnswer, Silence } from '@watchfloor/contract'
import { beforeAll, describe, expect, test } from 'vitest'
import { accessOf, bearer } from '../../../support/http/people.ts'
import { post } from '../../../support/http/post.ts'
import { sharedServer } from '../../../support/http/run-server.ts'

const HOUR = 3_600_000

const shared = sharedServer({
  access: accessOf({
    ana: { role: 'responder' },
    anas: { role: 'responder', name: ' ANA ' },
    'anas-session': { role: 'responder', id: 'session:1', subject: 'test:ana', name: 'another' },
    ben: { role: 'responder' },
    root: { role: 'admin', id: 'control', subject: 'control' },
    eu: { role: 'responder', scope: { cluster: ['eu'] } },
    eyes: { role: 'viewer' },
  }),
  config: { silence_rules: [{ name: 'all', longest: '2h', beyond: 'second_person' }] },
})

const url = (path: string): string => `${shared().url}/api/v2/${path}`
const board = async (): Promise<BoardSnapshot> =>
  (await (await fetch(url('board'), { headers: bearer('ben') })).json()) as BoardSnapshot
const hidden = async () => (await board()).alerts.flatMap(({ silenced_by }) => silenced_by)
const stateOf = async (id: string) => (await board()).silences.find((one) => one.id === id)?.state

beforeAll(async () => {
  expect((await post(url('alerts'), [{ labels: { alertname: 'X' } }], bearer('ana'))).status).toBe(200)
})

async function want(by: string, hours: number, more: object = {}) {
  const body = {
    matchers: [{ name: 'alertname', value: 'X', is_regex: false, is_equal: true }],
    ends_at: new Date(Date.now() + hours * HOUR).toISOString(),
    comment: 'c',
    confirm: true,
    ...more,
  }
  const answer = await post(url('silences/save'), body, bearer(by))
  return { status: answer.status, ...((await answer.json()) as SaveSilenceAnswer) }
}

async function say(word: 'confirm' | 'refuse', id: string, by: string) {
  const answer = await post(url(`silences/${id}/${word}`), {}, bearer(by))
  return { status: answer.status, ...((await answer.json()) as Silence) }
}

describe('S35: a silence that goes beyond its maker’s rule', () => {
  test('hides nothing until another person confirms it, and then bears both names', async () => {
    const { status, silence, message } = await want('ana', 5)
    expect(status).toBe(202)
    expect(message).toMatch(/not in force: the rule "all".*until another person confirms it/)
    expect(silence).toMatchObject({ state: 'pending', proposal: { by: 'ana' } })
    expect(await hidden()).toEqual([])
    // Nor is it one by Alertmanager's API, where another server would take it for a silence.
    expect(await (await fetch(url('silences'), { headers: bearer('ben') })).json()).toEqual([])
    expect((await fetch(url(`silence/${silence.id}`), { headers: bearer('ben') })).status).toBe(404)
    const confirmed = await say('confirm', silence.id, 'ben')
    expect(confirmed).toMatchObject({ status: 200, state: 'active', created_by: 'ana', confirmed_by: 'ben' })
    expect(confirmed.proposal).toBeUndefined()
    expect(await hidden()).toEqual([silence.id])
    expect((await say('confirm', silence.id, 'ben')).status).toBe(409)
    expect((await say('refuse', silence.id, 'ben')).status).toBe(409)
    await fetch(url(`silence/${silence.id}`), { method: 'DELETE', headers: bearer('ana') })
  })

  test('is confirmed neither by whoever wants it, under any of their credentials, nor by who may not', async () => {
    const { silence } = await want('ana', 6)
    for (const by of ['ana', 'anas', 'anas-session', 'root', 'eyes'])
      expect([by, (await say('confirm', silence.id, by)).status]).toEqual([by, 403])
    expect((await say('confirm', silence.id, 'eu')).status).toBeGreaterThanOrEqual(403)
    expect(await hidden()).toEqual([])
    expect((await say('refuse', silence.id, 'ben')).status).toBe(200)
    expect(await stateOf(silence.id)).toBeUndefined()
    expect((await say('confirm', silence.id, 'ben')).status).toBe(409)
  })

  test('changed, it waits anew under another id; what was seen before cannot be confirmed any more', async () => {
    const { silence } = await want('ana', 7)
    const changed = await want('ana', 900, { id: silence.id })
    expect(changed.status).toBe(202)
    expect(changed.silence.id).not.toBe(silence.id)
    expect((await say('confirm', silence.id, 'ben')).status).toBe(409)
    // By the one who was asked: now it is his, and he cannot confirm it.
    const his = await want('ben', 800, { id: changed.silence.id })
    expect(his.status).toBe(202)
    expect((await say('confirm', his.silence.id, 'ben')).status).toBe(403)
    expect((await say('confirm', changed.silence.id, 'ben')).status).toBe(409)
    // Within the rule it simply holds.
    const short = await want('ana', 1, { id: his.silence.id })
    expect(short).toMatchObject({ status: 200, silence: { state: 'active' } })
    expect((await board()).silences.map(({ id }) => id)).toEqual([short.silence.id])
    await fetch(url(`silence/${short.silence.id}`), { method: 'DELETE', headers: bearer('ana') })
  })

  test('leaves what it would change in force, and takes its place when it is confirmed', async () => {
    const held = await want('ana', 1)
    expect(held.status).toBe(200)
    const longer = await want('ana', 30, { id: held.silence.id })
    expect(longer).toMatchObject({ status: 202, silence: { proposal: { replaces: held.silence.id } } })
    expect(await hidden()).toEqual([held.silence.id])
    // Confirmed and refused at once, one of them is too late, and what stands is of one piece.
    const answers = await Promise.all([
      say('confirm', longer.silence.id, 'ben'),
      say('confirm', longer.silence.id, 'ben'),
      say('refuse', longer.silence.id, 'ben'),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
    const isRefused = answers[2]?.status === 200
    const stands = isRefused ? held.silence.id : longer.silence.id
    expect(await hidden()).toEqual([stands])
    expect((await board()).silences.map(({ id }) => id)).toEqual([stands])
    await fetch(url(`silence/${stands}`), { method: 'DELETE', headers: bearer('ana') })
  })

  test('is one however often it is asked for, and its taker-back and amtool are told in words', async () => {
    const ends_at = new Date(Date.now() + 9 * HOUR).toISOString()
    const first = await want('ana', 9, { ends_at })
    expect((await want('ana', 9, { ends_at })).silence.id).toBe(first.silence.id)
    const body = {
      matchers: [{ name: 'alertname', value: 'X', isRegex: false, isEqual: true }],
      startsAt: new Date().toISOString(),
      endsAt: ends_at,
      createdBy: 'x',
      comment: 'c',
    }
    const amtool = await post(url('silences'), body, bearer('ana'))
    expect(amtool.status).toBe(400)
    expect(await amtool.text()).toContain(`silence ${first.silence.id}`)
    expect((await say('refuse', first.silence.id, 'ana')).status).toBe(200)
    expect((await board()).silences).toEqual([])
  })
})
