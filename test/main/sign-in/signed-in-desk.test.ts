import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Server } from '@watchfloor/server'
import { expect, onTestFinished, test } from 'vitest'
import { post } from '../../support/http/post.ts'
import { runServer } from '../../support/http/run-server.ts'
import { bearer, questionIn, signedIn, tokenOf } from '../../support/http/sign-in.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { until } from '../../support/until.ts'
import { openDesk } from '../desk.ts'

type Desk = Awaited<ReturnType<typeof openDesk>>

const signedInServer = (more: Parameters<typeof runServer>[0] = {}) =>
  runServer({ config: { sign_in: 'tokens' }, ...more })

async function deskAt(server: Server, folder?: string): Promise<Desk> {
  const desk = await openDesk({ folder: folder ?? (await tempDir()), server: server.url, name: 'Somebody' })
  onTestFinished(() => desk.close())
  return desk
}

/** What a person does in the browser that the desk has opened: they sign in there, and agree. */
async function agree(server: Server, desk: Desk, nth: number, name = 'Ana Lima'): Promise<Response> {
  const at = new URL(await until('the browser to be opened', () => desk.browsed[nth]))
  const browser = await signedIn(server, name)
  const question = await questionIn(await browser.get(`${at.pathname}${at.search}`))
  const answer = await browser.submit('/sign-in/desk', { question, answer: 'yes' })
  return fetch(answer.headers.get('location') ?? '')
}

const signIn = async (server: Server, desk: Desk, nth = 0): Promise<void> => {
  expect(await desk.desktop.handlers.signIn({})).toEqual({ ok: true, value: null })
  expect((await agree(server, desk, nth)).status).toBe(200)
  await desk.live()
}

const whoOf = async (desk: Desk): Promise<unknown> => {
  const answer = await desk.desktop.handlers.request({ path: '/api/v2/session' })
  return answer.ok ? (answer.value as { who: unknown }).who : answer
}

const deskSessions = (server: Server) =>
  server.core.sessions().filter(({ session }) => session.device === 'desk')

test('a person signs in by the browser, acts under their own name, and signs out at the server too', async () => {
  const server = await signedInServer()
  const desk = await deskAt(server)
  await until('it to be signed out', () => (desk.trays.at(-1)?.state === 'not_receiving' ? true : undefined))
  await signIn(server, desk)
  expect(await whoOf(desk)).toMatchObject({ name: 'Ana Lima', role: 'responder', way: 'token' })
  const headers = bearer(await tokenOf(server, 'Prometheus', 'ingest'))
  await post(
    `${server.url}/api/v2/alerts`,
    [{ labels: { alertname: 'Guarded', severity: 'critical' } }],
    headers,
  )
  const note = await desk.note(/Guarded/)
  note.events.pressed(note.content.buttons.findIndex((button) => /acknowledge/i.test(button)))
  expect((await desk.note(/You have it/)).content.title).toContain('Guarded')
  const board = await desk.desktop.handlers.request({ path: '/api/v2/board' })
  expect(board.ok && board.value).toMatchObject({ alerts: [{ acknowledged_by: { name: 'Ana Lima' } }] })

  expect(deskSessions(server)).toHaveLength(1)
  expect(await desk.desktop.handlers.signOut({})).toEqual({ ok: true, value: null })
  expect(deskSessions(server)).toHaveLength(0)
  await until('it to say so', () => (desk.trays.at(-1)?.state === 'not_receiving' ? true : undefined))
  expect(desk.tokens.kept(server.url)).toBe(null)
})

test('a session that was ended is told at once, once, with a button that begins signing in; afterwards all is as before', async () => {
  const server = await signedInServer()
  const desk = await deskAt(server)
  await signIn(server, desk)
  await server.core.endSessions(({ device }) => device === 'desk')
  const note = await desk.note('Signed out: you are not receiving alerts')
  expect(note.content).toMatchObject({ urgency: 'critical', stays: true, buttons: ['Sign in', 'Open'] })
  desk.desktop.woke(Date.now() - 60_000)
  // It is tested as it is watched: by what is kept, which is over.
  expect(await desk.desktop.handlers.testServer({ address: server.url })).toMatchObject({
    ok: true,
    value: { asks_who: true },
  })
  note.events.pressed(0)
  await agree(server, desk, 1)
  await desk.live()
  await desk.note('Receiving again')
  expect(desk.titles().filter((title) => title.startsWith('Signed out'))).toHaveLength(1)
})

test('the token is renewed before it ends, while the stream goes on; the desk starts anew with what it kept', async () => {
  let ahead = 0
  const clock = { now: () => Date.now() + ahead, monotonic: () => performance.now() + ahead }
  const server = await signedInServer({ clock })
  const desk = await deskAt(server)
  await signIn(server, desk)
  const first = desk.tokens.kept(server.url)
  const shown = desk.trays.length
  // A minute before its end the server says so.
  ahead += 3_600_000 - 50_000
  const second = await until('the next one', () => {
    const kept = desk.tokens.kept(server.url)
    return kept?.token === first?.token ? undefined : kept
  })
  expect(second?.session?.refresh).not.toBe(first?.session?.refresh)
  ahead += 60_000
  await until('the stream of before to be gone', async () => {
    const answer = await desk.desktop.handlers.request({ path: '/api/v2/connections' })
    return answer.ok && (answer.value as { connections: object[] }).connections.length === 1
      ? true
      : undefined
  })
  expect(desk.trays.slice(shown).filter(({ state }) => state === 'not_receiving')).toEqual([])
  expect(desk.titles()).toEqual([expect.stringMatching(/^Connected/)])
})

test('nothing that signs somebody in is in the page’s messages, in logs, in reports, or in plain on the disk', async () => {
  const server = await signedInServer()
  const folder = await tempDir()
  const desk = await deskAt(server, folder)
  await signIn(server, desk)
  const kept = desk.tokens.kept(server.url)
  const secrets = [kept?.token ?? '', kept?.session?.refresh ?? '']
  expect(secrets.every((secret) => secret.length > 20)).toBe(true)
  const { handlers } = desk.desktop
  const answers = [
    await handlers.start({}),
    await handlers.makeReport({ with_alerts: true }),
    await handlers.request({ path: '/api/v2/session' }),
    await handlers.request({
      method: 'POST',
      path: '/api/v2/session/refresh',
      body: { refresh: secrets[1] },
    }),
    await handlers.request({ path: '/api/v2/sessions' }),
  ]
  expect(answers[3]).toMatchObject({ ok: false, reason: 'invalid' })
  const disk = await Promise.all(
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')),
  )
  const code = new URL(desk.browsed[0] ?? '').search
  for (const [where, text] of Object.entries({
    answers: JSON.stringify(answers),
    pushes: JSON.stringify(desk.pushes),
    errors: desk.errors.map(String).join(),
    disk: disk.join(),
    address: code,
  }))
    for (const secret of secrets) expect([where, text.includes(secret)]).toEqual([where, false])
})

test('a server that asks who somebody is was reached, and says so before anybody has signed in', async () => {
  const server = await signedInServer()
  const desk = await openDesk({ folder: await tempDir(), server: null })
  onTestFinished(() => desk.close())
  const ask = (token?: string) =>
    desk.desktop.handlers.testServer({ address: server.url, ...(token !== undefined && { token }) })
  expect(await ask()).toMatchObject({ ok: true, value: { asks_who: true, version: null } })
  expect(await ask('wrong')).toMatchObject({ ok: false, reason: 'signed_out' })
  expect(await ask(await tokenOf(server, 'Bo', 'viewer'))).toMatchObject({
    ok: true,
    value: { asks_who: false, version: expect.any(String) },
  })
})
