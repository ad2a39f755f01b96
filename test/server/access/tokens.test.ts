import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  type BoardSnapshot,
  CLOSE_UNAUTHORIZED,
  type Credential,
  type CredentialMade,
  type Role,
} from '@watchfloor/contract'
import { beforeAll, describe, expect, test } from 'vitest'
import { type ServerProcess, startServerProcess } from '../../support/programs/server-process.ts'
import { createToken, typeToken } from '../../support/programs/type-token.ts'
import { openSocket, sse } from '../../support/stream/stream-clients.ts'
import { tempDir } from '../../support/temp-dir.ts'

const SIGNED_IN = { WATCHFLOOR_SIGN_IN: 'tokens' }

const bearer = (token: string): { readonly authorization: string } => ({ authorization: `Bearer ${token}` })

const statusOf = async (url: string, headers: Readonly<Record<string, string>> = {}): Promise<number> =>
  (await fetch(url, { headers })).status

describe('a server whose people sign in with tokens', () => {
  let server: ServerProcess
  let dataDir: string
  let admin: string

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'watchfloor-'))
    server = await startServerProcess(dataDir, { env: SIGNED_IN })
    admin = await createToken(dataDir, 'Root', 'admin')
    return async () => {
      await server.program.stop()
      await rm(dataDir, { recursive: true })
    }
  })

  const ask = (method: string, path: string, token: string, body?: object): Promise<Response> =>
    fetch(`${server.url}/api/v2/credentials${path}`, {
      method,
      headers: { ...bearer(token), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })

  const make = async (name: string, role: Role, more: object = {}): Promise<CredentialMade> =>
    (await (await ask('POST', '', admin, { name, role, ...more })).json()) as CredentialMade

  test('nobody comes in without one; it is shown once, and only its hash is kept', async () => {
    const refused = await fetch(`${server.url}/api/v2/board`)
    expect(refused.status).toBe(401)
    expect(await refused.text()).toContain('watchfloor-server token create')
    const { token } = await make('Ana', 'viewer')
    expect(token).toMatch(/^wfl_[\w-]{43}$/)
    expect(await statusOf(`${server.url}/api/v2/board`, bearer(token))).toBe(200)
    expect(await statusOf(`${server.url}/api/v2/board`, bearer(`${token.slice(0, -1)}-`))).toBe(401)
    const { stdout } = await promisify(execFile)('grep', ['-rlaF', token, dataDir]).catch(
      (error: { stdout: string }) => error,
    )
    expect(stdout).toBe('')
    expect(server.program.output()).not.toContain(token)
    expect((await typeToken(dataDir, 'list')).stdout).not.toContain(token)
  })

  test('as tools send it: Bearer in any case, or the password of Basic, whoever the user is', async () => {
    const { token } = await make('Prometheus', 'ingest')
    const basic = Buffer.from(`prometheus:${token}`).toString('base64')
    for (const authorization of [`Bearer ${token}`, `bearer  ${token}`, `Basic ${basic}`]) {
      const response = await fetch(`${server.url}/api/v2/alerts`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: '[{"labels":{"alertname":"A"}}]',
      })
      expect([authorization.slice(0, 6), response.status]).toEqual([authorization.slice(0, 6), 200])
      // Who sends may not look.
      expect(await statusOf(`${server.url}/api/v2/alerts`, { authorization })).toBe(403)
    }
  })

  test('S3: what may only send ends what it reported, and nothing that others report', async () => {
    const [sender, other] = [(await make('Rules', 'ingest')).token, (await make('Stranger', 'ingest')).token]
    const person = (await make('Ida', 'responder')).token
    const send = async (token: string, alertname: string, isOver: boolean): Promise<void> => {
      const endsAt = new Date(Date.now() + (isOver ? 0 : 600_000)).toISOString()
      const response = await fetch(`${server.url}/api/v2/alerts`, {
        method: 'POST',
        headers: { ...bearer(token), 'content-type': 'application/json' },
        body: JSON.stringify([{ labels: { alertname }, endsAt }]),
      })
      expect(response.status).toBe(200)
    }
    const fires = async (alertname: string): Promise<boolean> => {
      const answer = await fetch(`${server.url}/api/v2/alerts?filter=alertname=${alertname}`, {
        headers: bearer(person),
      })
      return ((await answer.json()) as readonly object[]).length === 1
    }
    for (const name of ['Own', 'Others', 'Ended']) await send(sender, name, false)
    await send(sender, 'Own', true)
    await send(other, 'Others', true)
    await send(person, 'Ended', true)
    expect([await fires('Own'), await fires('Others'), await fires('Ended')]).toEqual([false, true, false])
    const metrics = await (await fetch(`${server.url}/metrics`, { headers: bearer(person) })).text()
    expect(metrics).toMatch(/outcome="stale"[^}]*\} 1\n/)
  })

  test('a token keeps its scope and its labels, by the command line and over HTTP', async () => {
    const words = ['--name', 'Pia', '--role', 'viewer', '--scope', 'team=payments', '--scope', 'team=a=b']
    const made = await typeToken(dataDir, 'create', ...words, '--label', 'cluster=eu')
    expect(made.stdout).toContain('It sees only team=payments or a=b.')
    const { credentials } = (await (await ask('GET', '', admin)).json()) as {
      credentials: readonly Credential[]
    }
    expect(credentials.find(({ name }) => name === 'Pia')).toMatchObject({
      scope: { team: ['payments', 'a=b'] },
      labels: { cluster: 'eu' },
    })
    expect(await typeToken(dataDir, 'create', ...words, '--scope', 'team=')).toMatchObject({ code: 2 })
    for (const scope of [{}, { team: [] }, { team: [''] }, { '': ['a'] }, { team: 'payments' }])
      expect((await ask('POST', '', admin, { name: 'X', role: 'viewer', scope })).status).toBe(400)
  })

  test('the socket is its user’s alone, and using it is told', async () => {
    expect((await stat(join(dataDir, 'watchfloor.sock'))).mode & 0o777).toBe(0o600)
    expect(server.program.output()).toContain('somebody used the control socket')
    expect(server.program.output()).toMatch(/"name":"Root","role":"admin".*"a token was made"/)
  })

  test('an admin makes, lists and revokes them over HTTP; others may not', async () => {
    const made = await ask('POST', '', admin, { name: 'Bo', role: 'responder' })
    expect(made.status).toBe(200)
    const { token, credential } = (await made.json()) as { token: string; credential: Credential }
    expect(credential).toMatchObject({ name: 'Bo', role: 'responder', created_by: 'Root' })
    expect((await ask('GET', '', token)).status).toBe(403)
    expect((await ask('POST', '', token, { name: 'Me', role: 'admin' })).status).toBe(403)
    const listed = (await (await ask('GET', '', admin)).json()) as { credentials: readonly Credential[] }
    expect(listed.credentials).toContainEqual(expect.objectContaining(credential))
    expect((await ask('DELETE', `/${credential.id}`, admin)).status).toBe(200)
    expect((await ask('DELETE', `/${credential.id}`, admin)).status).toBe(404)
    expect(await statusOf(`${server.url}/api/v2/board`, bearer(token))).toBe(401)
    for (const [body, words] of [
      [{ name: '\u202e', role: 'viewer' }, /name/],
      [{ name: 'Bo', role: 'root' }, /role/],
      [{ name: 'Bo', role: 'viewer', expires_at: '2020-01-01T00:00:00Z' }, /past/],
      [{ name: 'Bo', role: 'viewer', expires_at: '2099-01-01T00:00:00Z' }, /five years/],
      [{ name: 'Bo', role: 'viewer', expires_at: 'tomorrow' }, /RFC 3339/],
    ] as const) {
      const wrong = await ask('POST', '', admin, body)
      expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringMatching(words)])
    }
  })

  test('revoked on all three transports within seconds, and the cursor is good for whoever signs in anew', async () => {
    const { token, credential } = await make('Cleo', 'viewer')
    const headers = bearer(token)
    const stream = sse.open(server.url, { headers })
    const socket = openSocket(server.url, {}, { headers })
    await stream.untilControl('hello')
    await socket.client.untilControl('hello')
    const { head } = (await (await fetch(`${server.url}/api/v2/events`, { headers })).json()) as {
      head: string
    }
    const poll = fetch(`${server.url}/api/v2/events?cursor=${head}&wait=25&types=alert_created`, { headers })
    expect((await typeToken(dataDir, 'revoke', credential.id)).stdout).toContain(
      'of Cleo (viewer) opens nothing any more',
    )
    expect(await stream.untilControl('error')).toMatchObject({ code: 'unauthorized' })
    await stream.ended
    expect(await socket.client.ended).toContain(String(CLOSE_UNAUTHORIZED))
    expect((await poll).status).toBe(401)
    const after = `${server.url}/api/v2/events?cursor=${head}`
    expect(await statusOf(after, headers)).toBe(401)
    const anew = await fetch(after, { headers: bearer((await make('Cleo', 'viewer')).token) })
    expect(await anew.json()).not.toHaveProperty('reset')
  })

  test('one that has expired opens nothing, and says since when', async () => {
    const soon = new Date(Date.now() + 3_000).toISOString()
    const { token } = await make('Dee', 'viewer', { expires_at: soon })
    const headers = bearer(token)
    const stream = sse.open(server.url, { headers })
    await stream.untilControl('hello')
    expect(await stream.untilControl('error')).toMatchObject({ code: 'unauthorized' })
    const refused = await fetch(`${server.url}/api/v2/board`, { headers })
    expect(refused.status).toBe(401)
    expect(await refused.text()).toMatch(/token of Dee expired at \d{4}-/)
    expect((await typeToken(dataDir, 'list')).stdout).toMatch(/viewer {5}expired \S+ {2}Dee/)
  })

  test('they are there after kill -9, and so is what was revoked', async () => {
    const [stays, goes] = [await make('Eve', 'viewer'), await make('Flo', 'viewer')]
    expect((await ask('DELETE', `/${goes.credential.id}`, admin)).status).toBe(200)
    await server.kill()
    server = await startServerProcess(dataDir, { env: SIGNED_IN })
    expect(await statusOf(`${server.url}/api/v2/board`, bearer(stays.token))).toBe(200)
    expect(await statusOf(`${server.url}/api/v2/board`, bearer(goes.token))).toBe(401)
    expect((await typeToken(dataDir, 'list')).stdout).toMatch(/Eve \(made by Root, used \d{4}-\d\d-\d\d\)/)
  })

  test('words that make no sense are said, with what would', async () => {
    for (const [words, said] of [
      [[], 'token create --name'],
      [['create', '--role', 'viewer'], '--name'],
      [['create', '--name', 'X', '--role', 'king'], 'ingest, viewer, responder, admin'],
      [['create', '--name', 'X', '--role', 'viewer', '--expires', 'soon'], '30d'],
      [['revoke'], 'token revoke ID'],
    ] as const) {
      const { code, stderr } = await typeToken(dataDir, ...words)
      expect([code, stderr]).toEqual([2, expect.stringContaining(said)])
    }
    const nowhere = await tempDir()
    const { code, stderr } = await typeToken(nowhere, 'list')
    expect([code, stderr]).toEqual([1, expect.stringContaining('--data-dir')])
  })

  test('S1: a token that was made in the place of another ends what that one reported', async () => {
    const send = async (token: string, status: string): Promise<void> => {
      const body = {
        version: '4',
        groupKey: 'g',
        receiver: 'r',
        alerts: [{ status, labels: { alertname: 'Old' } }],
      }
      const headers = { ...bearer(token), 'content-type': 'application/json' }
      const init = { method: 'POST', headers, body: JSON.stringify(body) }
      expect((await fetch(`${server.url}/api/v2/webhooks/alertmanager`, init)).status).toBe(200)
    }
    const states = async (): Promise<readonly string[]> => {
      const response = await fetch(`${server.url}/api/v2/board`, { headers: bearer(admin) })
      const { alerts } = (await response.json()) as BoardSnapshot
      return alerts.filter(({ alertname }) => alertname === 'Old').map(({ status }) => status)
    }
    const old = await make('Relay', 'ingest')
    await send(old.token, 'firing')
    const words = ['create', '--name', 'Relay', '--role', 'ingest', '--replaces']
    expect((await typeToken(dataDir, ...words, 'nobody')).stderr).toContain('there is no token "nobody"')
    const second = (await typeToken(dataDir, ...words, old.credential.id)).stdout.split('\n')[0] ?? ''
    expect((await ask('DELETE', `/${old.credential.id}`, admin)).status).toBe(200)
    // Of the same name alone is somebody else.
    await send((await make('Relay', 'ingest')).token, 'resolved')
    expect(await states()).toEqual(['firing'])
    await send(second, 'resolved')
    expect(await states()).not.toContain('firing')
  })
})

test('a server without sign-in makes tokens for whoever runs it, and for nobody else', async () => {
  const dataDir = await tempDir()
  const server = await startServerProcess(dataDir)
  try {
    const body = JSON.stringify({ name: 'Me', role: 'admin' })
    const headers = { 'content-type': 'application/json' }
    const refused = await fetch(`${server.url}/api/v2/credentials`, { method: 'POST', headers, body })
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('sign_in')])
    const made = await typeToken(dataDir, 'create', '--name', 'Ana', '--role', 'admin', '--expires', '1h')
    expect(made.stdout).toMatch(/^wfl_/)
  } finally {
    await server.program.stop()
  }
})
