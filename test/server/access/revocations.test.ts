import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CredentialMade, Revocations } from '@watchfloor/contract'
import type { JWTPayload } from 'jose'
import { expect, test } from 'vitest'
import { runServer } from '../../support/http/run-server.ts'
import { typeToken } from '../../support/programs/type-token.ts'
import { AUDIENCE, testIssuer } from '../../support/sign-in/issuer.ts'
import { sse } from '../../support/stream/stream-clients.ts'
import { tempDir } from '../../support/temp-dir.ts'

const NAME = 'https://house.example'
const house = await testIssuer(NAME)

test('one JWT, all of a subject, and everybody’s of before, across a restart', async () => {
  const data_dir = await tempDir()
  const keys_file = join(data_dir, 'keys.json')
  await writeFile(keys_file, await house.keySet())
  const config = {
    data_dir,
    sign_in: 'tokens' as const,
    jwt: [{ issuer: NAME, audience: AUDIENCE, role_claim: 'groups', keys_file }],
  }
  let server = await runServer({ config })
  const ask = (token: string, path: string, body?: object): Promise<Response> =>
    fetch(`${server.url}/api/v2${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
  const statusOf = async (token: string): Promise<number> => (await ask(token, '/stats')).status
  const ago = (seconds: number) => ({ iat: Math.floor(Date.now() / 1000) - seconds })

  const root = await house.sign({ sub: 'root', groups: 'admin' })
  const [first, second] = [
    await house.sign({ ...ago(60), jti: '1' }),
    await house.sign({ ...ago(60), jti: '2' }),
  ]
  const stream = sse.open(server.url, { headers: { authorization: `Bearer ${first}` } })
  await stream.untilControl('hello')
  expect((await ask(root, '/revocations', { jti: '1' })).status).toBe(200)
  expect(await stream.untilControl('error')).toMatchObject({ code: 'unauthorized' })
  const refused = await ask(first, '/stats')
  expect([refused.status, await refused.text()]).toEqual([401, expect.stringContaining('was taken back')])
  expect(await statusOf(second)).toBe(200)

  const { stdout } = await typeToken(data_dir, 'revoke', '--subject', `jwt:${NAME}#ana`)
  expect(stdout).toMatch(new RegExp(`for jwt:${NAME}#ana before \\d.* opens nothing any more`))
  expect(await statusOf(second)).toBe(401)
  // Who does not say since when counts as old; whoever is somebody else, and what is new, is good.
  expect(await statusOf(await house.sign({ iat: undefined } as unknown as JWTPayload))).toBe(401)
  expect(await statusOf(await house.sign({ ...ago(60), sub: 'anabel' }))).toBe(200)
  expect(await statusOf(await house.sign(ago(-2)))).toBe(200)

  const made = (await (
    await ask(root, '/credentials', { name: 'Bo', role: 'viewer' })
  ).json()) as CredentialMade
  expect(await statusOf(made.token)).toBe(200)
  await server.close()
  server = await runServer({ config })
  expect(await statusOf(second)).toBe(401)
  expect(await statusOf(made.token)).toBe(200)

  const later = await house.sign({ ...ago(-5), sub: 'root', groups: 'admin' })
  expect((await ask(later, '/revocations', { issued_before: new Date().toISOString() })).status).toBe(200)
  for (const token of [made.token, root]) expect(await statusOf(token)).toBe(401)
  const { revocations } = (await (await ask(later, '/revocations')).json()) as Revocations
  expect(revocations.map(({ subject, jti, by }) => [subject, jti, by])).toEqual([
    [undefined, undefined, 'Ana'],
    [`jwt:${NAME}#ana`, undefined, 'local administrator'],
    [undefined, '1', 'Ana'],
  ])
  // What was taken back is not given again by an earlier moment.
  const earlier = await ask(later, '/revocations', { issued_before: '2020-01-01T00:00:00Z' })
  expect(await earlier.json()).toMatchObject({ issued_before: revocations[0]?.issued_before })
  for (const [body, words] of [
    [{ issued_before: '2099-01-01T00:00:00Z' }, 'lies ahead'],
    [{ issued_before: 'now' }, 'RFC 3339'],
    [{ subject: '' }, 'subject'],
  ] as const) {
    const wrong = await ask(later, '/revocations', body)
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining(words)])
  }
})

test('a key that its issuer took back ends what was opened by it', async () => {
  const data_dir = await tempDir()
  const keys_file = join(data_dir, 'keys.json')
  await writeFile(keys_file, await house.keySet())
  const issuer = { issuer: NAME, audience: AUDIENCE, role_claim: 'groups', keys_file }
  const { url } = await runServer({ config: { data_dir, sign_in: 'tokens', jwt: [issuer] } })
  const headers = { authorization: `Bearer ${await house.sign()}` }
  const stream = sse.open(url, { headers })
  await stream.untilControl('hello')
  await writeFile(keys_file, await (await testIssuer(NAME, 'ES256', 'next')).keySet())
  expect(await stream.untilControl('error')).toMatchObject({ code: 'unauthorized' })
  expect((await fetch(`${url}/api/v2/stats`, { headers })).status).toBe(401)
})

test('words that make no sense are said', async () => {
  const { code, stderr } = await typeToken(await tempDir(), 'revoke')
  expect([code, stderr]).toEqual([2, expect.stringContaining('--subject')])
})
