import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Invitation, JoinLinkAnswer, parser, readInvitation } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { askControl } from '../../server/src/cli/ask-control.ts'
import { controlPath } from '../../server/src/control-socket.ts'
import { NO_ADMINISTRATOR } from '../../src/main/settings/administrator.ts'
import { post } from '../support/http/post.ts'
import { runServer } from '../support/http/run-server.ts'
import { tempDir } from '../support/temp-dir.ts'
import { type DeskOptions, openDesk } from './desk.ts'

async function invite(url: string): Promise<Invitation> {
  const { link } = (await (await post(`${url}/api/v2/join-links`, {})).json()) as JoinLinkAnswer
  const invitation = readInvitation(link.split('?')[1] ?? '')
  if (invitation === undefined) throw new Error(link)
  return invitation
}

async function desk(options: Partial<DeskOptions> = {}) {
  const opened = await openDesk({ folder: await tempDir(), server: null, ...options })
  onTestFinished(() => opened.close().catch(() => undefined))
  return opened
}

test('two desks follow one link: one gets it and watches, the other is told and stays as it was', async () => {
  const server = await runServer()
  const invitation = await invite(server.url)
  const desks = [await desk(), await desk()]
  const answers = await Promise.all(
    desks.map(({ desktop }) => desktop.handlers.join({ invitation, replaces: null })),
  )
  const won = answers.findIndex(({ ok }) => ok)
  expect(answers[1 - won]).toMatchObject({ ok: false, code: 'used' })
  await desks[won]?.live()
  expect(desks.map(({ settings }) => settings.current().server)).toEqual(
    won === 0 ? [server.url, null] : [null, server.url],
  )
})

test('a server takes the place of another only if that is the one that was named', async () => {
  const [before, after] = [await runServer(), await runServer()]
  const one = await desk({ server: before.url })
  await one.live()
  const invitation = await invite(after.url)
  const join = (replaces: string | null) => one.desktop.handlers.join({ invitation, replaces })
  for (const wrong of [null, after.url])
    expect(await join(wrong)).toMatchObject({ ok: false, reason: 'conflict' })
  expect(one.settings.current().server).toBe(before.url)
  expect(await join(before.url)).toMatchObject({ ok: true, value: { unknown_credential: null } })
  expect(one.settings.current().server).toBe(after.url)
})

test('what an administrator locked is not replaced by a link, and the link stays good', async () => {
  const [theirs, other] = [await runServer(), await runServer()]
  const administrator = { ...NO_ADMINISTRATOR, place: '/etc/x', locked: { server: theirs.url } }
  const one = await desk({ administrator })
  const invitation = await invite(other.url)
  expect(await one.desktop.handlers.join({ invitation, replaces: theirs.url })).toMatchObject({
    ok: false,
    reason: 'forbidden',
  })
  expect(one.settings.current().server).toBe(theirs.url)
  expect((await post(`${other.url}/api/v2/join`, { code: invitation.code })).status).toBe(200)
})

test('nothing is asked of a server on the way to which it could be read', async () => {
  const one = await desk()
  const invitation = { server: 'http://watch.example.com', code: 'A'.repeat(43) }
  expect(await one.desktop.handlers.join({ invitation, replaces: null })).toMatchObject({
    ok: false,
    reason: 'invalid',
  })
})

test('the address is the one that the person saw, whatever the server calls itself; a newer way to sign in is said', async () => {
  const elsewhere = createServer((_, response) => {
    const server = { address: 'https://elsewhere.example', name: 'elsewhere' }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ server, credential: { kind: 'stamp', stamp: 'secret' } }))
  })
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    elsewhere.closeAllConnections()
    elsewhere.close()
  })
  const server = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`
  const one = await desk()
  const invitation = { server, code: 'A'.repeat(43) }
  expect(await one.desktop.handlers.join({ invitation, replaces: null })).toEqual({
    ok: true,
    value: { name: 'elsewhere', unknown_credential: 'stamp' },
  })
  expect(one.settings.current().server).toBe(server)
})

test('where people sign in, the desk keeps the token that it was given, and watches with it', async () => {
  const data_dir = await tempDir()
  const server = await runServer({ config: { data_dir, sign_in: 'tokens' } })
  const made = await askControl(controlPath(data_dir), 'POST', '/join-links', parser(JoinLinkAnswer), {
    name: 'Ana',
  })
  if (!made.ok) throw new Error(made.error)
  const invitation = readInvitation(made.value.link.split('?')[1] ?? '')
  if (invitation === undefined) throw new Error(made.value.link)
  expect(invitation.server).toBe(server.url)
  const one = await desk()
  expect(await one.desktop.handlers.join({ invitation, replaces: null })).toMatchObject({ ok: true })
  await one.live()
})
