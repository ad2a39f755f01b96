import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemPlatform } from '@watchfloor/client'
import { expect, test } from 'vitest'
import { openTokenStore } from '../../../src/main/settings/token-store.ts'
import { deskCredential, keptOf } from '../../../src/main/sign-in/desk-credential.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { startSessionServer } from './session-server.ts'

/** A desk whose store can be made to wait, on a real disk. */
async function rig(life = 3_600) {
  const server = await startSessionServer()
  const file = join(await tempDir(), 'token.bin')
  const disk = { waits: Promise.resolve() as Promise<unknown> }
  const open = () =>
    openTokenStore({
      file,
      secrets: {
        availability: async () => 'safe',
        seal: async (text) => {
          await disk.waits
          return Buffer.from(text).reverse()
        },
        open: async (sealed) => ({ text: Buffer.from(sealed).reverse().toString(), reseal: false }),
      },
      report: (error) => {
        throw error
      },
    })
  const clocks = { wall: 0, monotonic: 0, skew: null as number | null }
  const system = systemPlatform(globalThis)
  const platform = {
    ...system,
    clock: { now: () => Date.now() + clocks.wall, monotonic: () => clocks.monotonic },
  }
  const credentialOf = (tokens: Awaited<ReturnType<typeof open>>) =>
    deskCredential({ server: server.url, tokens, platform, skew: () => clocks.skew, changed: () => {} })
  const tokens = await open()
  server.life = life
  const first = server.give()
  await tokens.keep(server.url, keptOf(first))
  server.life = 3_600
  const onDisk = async () => (await readFile(file)).reverse().toString()
  return { server, tokens, open, credentialOf, ask: credentialOf(tokens), first, clocks, disk, onDisk }
}

const ASK = { to: 'ask' } as const

test('one that is good is given as it is; one that is nearly over is renewed once, however many ask', async () => {
  const good = await rig()
  expect(await good.ask(ASK)).toEqual({ ok: true, token: good.first.token })
  expect(good.server.asked).toEqual([])
  const { server, ask, first, onDisk } = await rig(20)
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(ASK)))
  const [one] = answers
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect([server.asked.length, one?.ok && one.token !== first.token]).toEqual([1, true])
  expect(await onDisk()).toContain(one?.ok ? one.token : '')
  expect(await onDisk()).not.toContain(first.refresh)
  // What it goes on with is good at the next start.
  expect(await ask({ to: 'renew', token: one?.ok ? one.token : '' })).toMatchObject({ ok: true })
})

test('the next ones are on the disk before either is used, and a crash in between leaves the last ones', async () => {
  const { server, ask, first, disk, onDisk, open, credentialOf } = await rig(20)
  const { promise, resolve } = Promise.withResolvers<void>()
  disk.waits = promise
  let given = false
  const asking = ask(ASK).then((answer) => {
    given = true
    return answer
  })
  await expect.poll(() => server.asked.length).toBe(1)
  await new Promise((soon) => setTimeout(soon, 20))
  expect([given, (await onDisk()).includes(first.refresh)]).toEqual([false, true])
  // As it starts anew now. The server takes what its answer may not have come for, once more.
  server.good.add(first.refresh)
  disk.waits = Promise.resolve()
  const again = await credentialOf(await open())(ASK)
  expect(again).toMatchObject({ ok: true, token: expect.stringMatching(/^token-/) })
  resolve()
  expect(await asking).toMatchObject({ ok: true })
})

test('one that is over is said to be, after one question; and somebody who signs in begins anew', async () => {
  const { server, ask, tokens, first } = await rig(20)
  server.good.clear()
  for (let i = 0; i < 5; i++)
    expect(await ask(i % 2 === 0 ? ASK : { to: 'replace', token: first.token })).toEqual({
      ok: false,
      reason: 'ended',
      detail: expect.stringContaining('this session is over'),
    })
  expect(server.asked).toHaveLength(1)
  const next = server.give()
  await tokens.keep(server.url, keptOf(next))
  expect(await ask(ASK)).toEqual({ ok: true, token: next.token })
})

test('a server that is away or busy ends nothing', async () => {
  const { server, ask, first, tokens } = await rig(20)
  server.refuses = 503
  await expect(ask(ASK)).rejects.toThrow('could not be renewed')
  expect(tokens.kept(server.url)?.session?.refresh).toBe(first.refresh)
  server.refuses = null
  expect(await ask(ASK)).toMatchObject({ ok: true })
})

test.each([
  ['ahead', 5 * 3_600_000],
  ['behind', -5 * 3_600_000],
])('a clock that is %s costs one renewal, or one refusal, and never more', async (_, wall) => {
  const { server, ask, first, clocks } = await rig()
  clocks.wall = wall
  for (let i = 0; i < 10; i++) await ask(ASK)
  expect(server.asked.length).toBe(wall > 0 ? 1 : 0)
  // The server's own clock is known by now.
  clocks.skew = wall
  clocks.monotonic += 20 * 60_000
  await ask(ASK)
  expect(server.asked.length).toBe(wall > 0 ? 1 : 0)
  // Slept through: the token is older than this clock says.
  clocks.skew = wall - 2 * 3_600_000
  const answer = await ask({ to: 'replace', token: first.token })
  expect(answer.ok && answer.token !== first.token).toBe(true)
})

test('whoever signs out while it is renewed stays signed out', async () => {
  const { server, ask, tokens } = await rig(20)
  const { promise, resolve } = Promise.withResolvers<void>()
  server.gate = promise
  const asking = ask(ASK)
  await expect.poll(() => server.asked.length).toBe(1)
  await tokens.set(server.url, null)
  resolve()
  expect(await asking).toEqual({ ok: true, token: undefined })
  expect(tokens.kept(server.url)).toBe(null)
  expect(await ask({ to: 'replace', token: undefined })).toMatchObject({ ok: false, reason: 'none' })
})

test('sessions of several servers stand beside each other', async () => {
  const { server, tokens, open, first } = await rig()
  await tokens.set('https://other.example.com', 'typed')
  const again = await open()
  expect([again.kept(`${server.url}/`), again.kept('https://other.example.com')]).toEqual([
    keptOf(first),
    { token: 'typed' },
  ])
  await again.set('https://other.example.com', null)
  expect((await open()).kept(server.url)).toEqual(keptOf(first))
})
