import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type JoinAnswer,
  type JoinLinkAnswer,
  readInvitation,
  tokenOf,
  type WaitingLinks,
} from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { type JoinLinkFlags, joinLink } from '../../../../server/src/cli/join-link.ts'
import { post } from '../../../support/http/post.ts'
import { runServer } from '../../../support/http/run-server.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const DAY = 86_400_000

async function linkOf(url: string): Promise<JoinLinkAnswer & { readonly code: string }> {
  const answer = (await (await post(`${url}/api/v2/join-links`, { name: 'Ana' })).json()) as JoinLinkAnswer
  const invitation = readInvitation(answer.link.split('?')[1] ?? '')
  if (invitation === undefined) throw new Error(`no link: ${JSON.stringify(answer)}`)
  expect(invitation.server).toBe(answer.server)
  return { ...answer, code: invitation.code }
}

const exchange = (url: string, code: unknown): Promise<Response> => post(`${url}/api/v2/join`, { code })

test('a link is made, exchanged once, and says afterwards that it was used', async () => {
  const server = await runServer()
  const { code, link } = await linkOf(server.url)
  expect(link).toBe(`watchfloor://join?server=${encodeURIComponent(server.url)}&code=${code}`)
  const both = await Promise.all([exchange(server.url, code), exchange(server.url, code)])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 410])
  const given = both.find(({ status }) => status === 200)
  expect(given?.headers.get('cache-control')).toBe('no-store')
  expect(await given?.json()).toMatchObject({ server: { address: server.url }, credential: null })
  expect(await (await exchange(server.url, code)).json()).toMatchObject({
    error: { code: 'used', message: expect.stringContaining('ask for a new one') },
  })
})

test('it leads to external_url, whatever was asked', async () => {
  const external_url = 'https://watch.example.com/floor/'
  const { url } = await runServer({ config: { external_url, web: { route_prefix: '/' } } })
  const { server, code } = await linkOf(url)
  expect(server).toBe('https://watch.example.com/floor')
  expect(await (await exchange(url, code)).json()).toMatchObject({
    server: { address: 'https://watch.example.com/floor', name: 'watch.example.com' },
  })
})

test('none is made that no desk may follow', async () => {
  const { url } = await runServer({ config: { external_url: 'http://watch.example.com' } })
  const refused = await post(`${url}/api/v2/join-links`, {})
  expect(refused.status).toBe(409)
  expect(await refused.text()).toContain('external_url')
})

test('whoever may not operate the server makes none; whoever has one need not be known', async () => {
  const data_dir = await tempDir()
  const open = await runServer({ config: { data_dir } })
  const { code } = await linkOf(open.url)
  await open.close()
  const shut = await runServer({
    config: { data_dir },
    access: async ({ authorization }) =>
      authorization === undefined
        ? { ok: false, status: 401, message: 'who are you?' }
        : {
            ok: true,
            principal: {
              id: 'test:Vic',
              subject: 'test:Vic',
              name: 'Vic',
              role: 'responder',
              scope: undefined,
              anonymous: false,
            },
          },
  })
  const ask = (headers = {}) => post(`${shut.url}/api/v2/join-links`, {}, headers)
  expect((await ask()).status).toBe(401)
  expect((await ask({ authorization: 'Bearer x' })).status).toBe(403)
  expect((await exchange(shut.url, code)).status).toBe(200)
})

test('its day is over after 24 hours, and it is said so', async () => {
  const clock = { at: Date.now(), now: () => clock.at, monotonic: () => performance.now() }
  const { url } = await runServer({ clock })
  const { code, expires_at } = await linkOf(url)
  expect(Date.parse(expires_at)).toBe(clock.at + DAY)
  clock.at += DAY
  const late = await exchange(url, code)
  expect([late.status, await late.json()]).toMatchObject([410, { error: { code: 'expired' } }])
})

test('what is no code is refused, and told to wait when it comes too often; a code that is good never is', async () => {
  const { url } = await runServer()
  expect((await exchange(url, 7)).status).toBe(400)
  const unknown = await exchange(url, 'A'.repeat(43))
  expect([unknown.status, await unknown.json()]).toMatchObject([404, { error: { code: 'not_found' } }])
  const { code } = await linkOf(url)
  const answers = await Promise.all(Array.from({ length: 40 }, () => exchange(url, 'B'.repeat(43))))
  const limited = answers.filter(({ status }) => status === 429)
  expect(limited.length).toBeGreaterThanOrEqual(20)
  expect(Number(limited[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await exchange(url, code)).status).toBe(200)
  expect((await exchange(url, 'B'.repeat(43))).status).toBe(429)
})

test('the server keeps a hash of a code, and no code', async () => {
  const data_dir = await tempDir()
  const { url } = await runServer({ config: { data_dir } })
  const { code } = await linkOf(url)
  const text = await readFile(join(data_dir, 'watchfloor.joins.json'), 'utf8')
  expect(text).toContain(createHash('sha256').update(code).digest('hex'))
  expect(text).not.toContain(code)
})

/** Runs the command, and answers what it printed. */
async function command(data_dir: string, flags: JoinLinkFlags, words: readonly string[] = []) {
  const [out, err] = [process.stdout.write, process.stderr.write]
  const said = { code: 0, out: '', err: '' }
  const take =
    (into: 'out' | 'err') =>
    (text: string): boolean => {
      said[into] += text
      return true
    }
  process.stdout.write = take('out') as typeof out
  process.stderr.write = take('err') as typeof err
  try {
    said.code = await joinLink({ data_dir }, words, flags)
  } finally {
    process.stdout.write = out
    process.stderr.write = err
  }
  return said
}

const invitationIn = (printed: string) => readInvitation(printed.trim().split('?')[1] ?? '')

test('watchfloor-server join-link prints the link alone, and what it says beside', async () => {
  const data_dir = await tempDir()
  expect(await command(data_dir, {})).toMatchObject({ code: 1, err: expect.stringContaining('No server') })
  const { url } = await runServer({ config: { data_dir } })
  const made = await command(data_dir, {})
  expect(made).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^watchfloor:\S+\n$/),
    err: expect.stringMatching(/for one person, until .*external_url/s),
  })
  expect(invitationIn(made.out)?.server).toBe(url)
  expect(await command(data_dir, { role: 'ingest' })).toMatchObject({ code: 2 })
})

test('where people sign in, a desk gets a token of its own, once, in the name that was given', async () => {
  const data_dir = await tempDir()
  const { url } = await runServer({ config: { data_dir, sign_in: 'tokens' } })
  expect((await post(`${url}/api/v2/join-links`, {})).status).toBe(401)
  expect(await command(data_dir, {})).toMatchObject({
    code: 1,
    err: expect.stringContaining('name is missing'),
  })
  const { code = '' } = invitationIn((await command(data_dir, { name: 'Ana Lima' })).out) ?? {}
  const answers = await Promise.all([exchange(url, code), exchange(url, code)])
  const bodies = await Promise.all(
    answers.map(async (answer) => (await answer.json()) as Partial<JoinAnswer>),
  )
  const tokens = bodies.flatMap((body) =>
    body.credential === undefined ? [] : [tokenOf(body as JoinAnswer)],
  )
  expect(tokens).toEqual([expect.stringMatching(/^wfl_/)])
  const headers = { authorization: `Bearer ${tokens[0]}` }
  expect((await fetch(`${url}/api/v2/board`, { headers })).status).toBe(200)
  // Ana is on call, and does not run the server.
  expect((await post(`${url}/api/v2/join-links`, { name: 'Eve' }, headers)).status).toBe(403)
})

test('a link that a stranger made signs nobody in, once people have to', async () => {
  const data_dir = await tempDir()
  const open = await runServer({ config: { data_dir } })
  const made = await post(`${open.url}/api/v2/join-links`, {
    id: 'test:Eve',
    subject: 'test:Eve',
    name: 'Eve',
    role: 'admin',
  })
  const { link } = (await made.json()) as JoinLinkAnswer
  await open.close()
  const shut = await runServer({ config: { data_dir, sign_in: 'tokens' } })
  const answer = await exchange(shut.url, invitationIn(link)?.code)
  expect([answer.status, await answer.json()]).toMatchObject([200, { credential: null }])
})

test('links that wait are listed, and taken back one by one: whoever follows one is told, and the audit log knows', async () => {
  const data_dir = await tempDir()
  const server = await runServer({ config: { data_dir } })
  const { url } = server
  expect(await command(data_dir, {}, ['list'])).toMatchObject({
    code: 0,
    out: 'No link waits for its person.\n',
  })
  const [one, other] = [await linkOf(url), await linkOf(url)]
  const listed = async () => ((await (await fetch(`${url}/api/v2/join-links`)).json()) as WaitingLinks).links
  const [first, second, ...more] = await listed()
  expect(more).toEqual([])
  expect(first).toMatchObject({ name: null, role: null, made_by: null, expires_at: one.expires_at })
  expect(JSON.stringify(await listed())).not.toContain(one.code)
  const { out } = await command(data_dir, {}, ['list'])
  expect(out.split('\n').map((line) => line.split(' ')[0])).toEqual([first?.id, second?.id, ''])

  expect(await command(data_dir, {}, ['revoke', first?.id ?? ''])).toMatchObject({ code: 0 })
  expect(await command(data_dir, {}, ['revoke', first?.id ?? ''])).toMatchObject({
    code: 1,
    err: expect.stringContaining('waits for its person'),
  })
  expect(await command(data_dir, {}, ['rewoke'])).toMatchObject({ code: 2 })
  const late = await exchange(url, one.code)
  expect([late.status, await late.json()]).toMatchObject([
    410,
    { error: { code: 'revoked', message: expect.stringContaining('was taken back at 20') } },
  ])
  expect((await listed()).map(({ id }) => id)).toEqual([second?.id])
  const audit = await fetch(`${url}/api/v2/audit?what=join-link.revoke&result=ok`)
  expect(await audit.json()).toMatchObject({
    entries: [{ who: { credential: 'control' }, detail: { id: first?.id } }],
  })

  // An earlier version reads in the file that it was used.
  const { codes } = JSON.parse(await readFile(join(data_dir, 'watchfloor.joins.json'), 'utf8')) as {
    readonly codes: readonly { readonly used_at: number | null }[]
  }
  expect(codes.map(({ used_at }) => used_at !== null)).toEqual([true, false])
  await server.close()
  const again = await runServer({ config: { data_dir } })
  expect((await exchange(again.url, one.code)).status).toBe(410)
  expect((await exchange(again.url, other.code)).status).toBe(200)
  const used = await fetch(`${again.url}/api/v2/join-links/${second?.id}`, { method: 'DELETE' })
  expect(used.status).toBe(404)
})
