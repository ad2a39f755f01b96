import type { Session } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { createLiveStore } from '../../../src/renderer/state/live-store.ts'
import { actingName, createWho } from '../../../src/renderer/state/who.ts'
import { fakeServer, liveFreshness } from '../support/fake-bridge.ts'
import { sampleBoard } from '../support/sample-fleet.ts'
import { NOBODY, sessionOf } from '../support/sample-session.ts'

const NOW = Date.parse('2026-11-24T14:05:00.000Z')

function setUp(shelf = new Map<string, string>()) {
  const answer: { session: Session; asked: number; now: number } = { session: NOBODY, asked: 0, now: NOW }
  const server = fakeServer(
    () => NOW,
    async () => {
      answer.asked++
      return { ok: true, value: answer.session }
    },
  )
  const live = createLiveStore({ bridge: server.bridge, nextFrame: (run) => run(), monotonic: () => 0 })
  const who = createWho({
    bridge: server.bridge,
    live,
    shelf: { getItem: (key) => shelf.get(key) ?? null, setItem: (key, value) => void shelf.set(key, value) },
    now: () => answer.now,
  })
  return { answer, server, who, shelf, settled: () => new Promise((resolve) => setTimeout(resolve)) }
}

const signedOut = {
  ...liveFreshness(0, NOW),
  state: 'signed_out',
  status: 401,
  reason: 'refused',
  detail: '',
} as const

test('it is asked when the stream is let in, when it is refused, and when the board comes anew', async () => {
  const { answer, server, who, settled } = setUp()
  server.freshness(signedOut)
  await settled()
  expect(who.getState()).toEqual(NOBODY)
  answer.session = sessionOf()
  server.freshness(liveFreshness(0, NOW))
  await settled()
  expect(who.getState()?.who?.name).toBe('Ana Lima')
  server.freshness(liveFreshness(0, NOW))
  expect(answer.asked).toBe(2)
  answer.session = sessionOf({ scope: { team: ['payments'] } })
  server.board(sampleBoard({ count: 3, now: NOW }))
  await settled()
  expect(who.getState()?.who?.scope).toEqual({ team: ['payments'] })
})

test('an end that came upon somebody is known with its time, also by a page that was loaded since', async () => {
  const { answer, who, shelf } = setUp()
  answer.session = sessionOf({ expires_at: '2026-11-24T14:05:00.000Z' })
  await who.refresh()
  expect(who.ended()).toBeNull()
  answer.session = NOBODY
  answer.now = NOW + 60_000
  await who.refresh()
  expect(who.ended()).toEqual({ at: NOW })

  const later = setUp(shelf)
  await later.who.refresh()
  expect(later.who.ended()).toEqual({ at: NOW })
})

test('of a session that was ended before its time a page that was loaded since does not say when', async () => {
  const { answer, who, shelf } = setUp()
  answer.session = sessionOf({ expires_at: '2026-11-24T22:00:00.000Z' })
  await who.refresh()
  const later = setUp(shelf)
  await later.who.refresh()
  expect(later.who.ended()).toEqual({ at: null })
})

test('who left by themselves is told of no end', async () => {
  const { answer, who, shelf } = setUp()
  answer.session = sessionOf({ expires_at: '2026-11-24T22:00:00.000Z' })
  await who.refresh()
  who.leave()
  expect(who.getState()?.who).toBeNull()
  expect(who.ended()).toBeNull()
  const later = setUp(shelf)
  await later.who.refresh()
  expect(later.who.ended()).toBeNull()
})

test('who is signed in acts under the name that the server knows, whatever they call themselves', () => {
  expect(actingName(sessionOf(), { name: 'Batman' })).toBe('Ana Lima')
  expect(actingName(NOBODY, { name: 'Batman' })).toBe('Batman')
})
