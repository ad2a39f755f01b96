import { request } from 'node:http'
import { systemPlatform } from '@watchfloor/client'
import { expect, onTestFinished, test } from 'vitest'
import { createBrowserSignIn } from '../../../src/main/sign-in/browser-sign-in.ts'
import type { SigningIn } from '../../../src/shared/desk-state.ts'
import { until } from '../../support/until.ts'
import { startSessionServer } from './session-server.ts'

async function rig({ times = 1 } = {}) {
  const server = await startSessionServer()
  const opened: URL[] = []
  const told: SigningIn[] = []
  let secrets = 0
  const system = systemPlatform(globalThis)
  const after = (ms: number, run: () => void) => system.timers.after(ms / times, run)
  const signIn = createBrowserSignIn({
    platform: { ...system, timers: { ...system.timers, after } },
    openBrowser: (address) => void opened.push(new URL(address)),
    newSecret: () => String(++secrets).padStart(43, 'x'),
    tell: (state) => void told.push(state),
  })
  onTestFinished(signIn.stop)
  const browser = async (nth = 0) => {
    const at = await until('the browser to be opened', () => opened[nth])
    const { port, state, challenge } = Object.fromEntries(at.searchParams) as Record<string, string>
    const visit = (query: Record<string, string>, path = '/signed-in', headers = {}) =>
      visited(Number(port), `${path}?${new URLSearchParams(query)}`, headers)
    return { at, state: state ?? '', challenge: challenge ?? '', visit }
  }
  return { server, signIn, told, browser }
}

/** As a browser asks; `fetch` would not let a test say another `Host`. */
function visited(
  port: number,
  path: string,
  headers = {},
): Promise<{ status: number; text: string } | 'gone'> {
  return new Promise((resolve) => {
    const asking = request({ host: '127.0.0.1', port, path, headers }, (response) => {
      let text = ''
      response.on('data', (piece) => {
        text += piece
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    asking.on('error', () => resolve('gone'))
    asking.end()
  })
}

test('the browser brings a code, which with the verifier is a session; nobody else’s answer counts, and nobody is listened to afterwards', async () => {
  const { server, signIn, told, browser } = await rig()
  const session = signIn.begin(`${server.url}/`)
  const { at, state, challenge, visit } = await browser()
  expect([at.origin, at.pathname, [...at.searchParams.keys()]]).toEqual([
    server.url,
    '/sign-in/desk',
    ['port', 'state', 'challenge'],
  ])
  const code = server.agree(challenge)
  for (const wrong of [
    await visit({ code, state: `${state}x` }),
    await visit({ code }),
    await visit({ code, state }, '/'),
    await visit({ code, state }, '/signed-in', { host: 'attacker.example' }),
    await visit({ code, state }, `/signed-in?state=${state}`.replace('?', '%3F')),
  ])
    expect(wrong).toMatchObject({ status: 404 })
  expect(told).toMatchObject([{ state: 'waiting' }])
  expect(await visit({ code, state })).toMatchObject({ status: 200, text: /You can close this/ })
  expect(await session).toMatchObject({ ok: true, value: { token: /^token-/, refresh: /^refresh-/ } })
  expect(server.asked.map(({ body }) => Object.keys(body))).toEqual([['code', 'verifier']])
  expect(told.at(-1)).toEqual({ state: 'no' })
  expect(await visit({ code, state })).toBe('gone')
})

test('a code of another desk, and a person who does not agree: nobody is signed in, and it is said', async () => {
  const { server, signIn, told, browser } = await rig()
  const first = signIn.begin(server.url)
  const one = await browser()
  await one.visit({ code: server.agree('anotherchallenge'), state: one.state })
  expect(await first).toMatchObject({ ok: false, reason: 'signed_out' })
  expect(told.at(-1)).toMatchObject({ state: 'failed' })
  const second = signIn.begin(server.url)
  const two = await browser(1)
  await two.visit({ error: 'access_denied', state: two.state })
  expect(await second).toMatchObject({ ok: false, reason: 'forbidden' })
})

test('one at a time: the earlier one is given up, and its answer is nobody’s', async () => {
  const { server, signIn, told, browser } = await rig()
  const first = signIn.begin(server.url)
  const one = await browser()
  const second = signIn.begin(server.url)
  const two = await browser(1)
  expect(await first).toMatchObject({ ok: false, reason: 'stopped' })
  expect(told.at(-1)).toMatchObject({ state: 'waiting' })
  expect(await one.visit({ code: server.agree(one.challenge), state: one.state })).toBe('gone')
  await two.visit({ code: server.agree(two.challenge), state: two.state })
  expect(await second).toMatchObject({ ok: true })
})

test('nobody comes: it is given up in 10 min', async () => {
  const { server, signIn, told, browser } = await rig({ times: 6_000 })
  const session = signIn.begin(server.url)
  const { visit } = await browser()
  expect(await session).toMatchObject({ ok: false, message: /within 10 min/ })
  expect([told.at(-1)?.state, await visit({})]).toEqual(['failed', 'gone'])
})

test('where it could be read on the way, no browser is opened', async () => {
  const { signIn, told } = await rig()
  expect(await signIn.begin('http://watch.internal:9095')).toMatchObject({ ok: false, message: /https/ })
  expect(told.map(({ state }) => state)).toEqual(['failed'])
})
