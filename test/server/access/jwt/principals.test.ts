import { formatTime } from '@watchfloor/contract'
import type { JWTPayload } from 'jose'
import { expect, test } from 'vitest'
import { registeredOf } from '../../../../server/src/access/jwt/judge-claims.ts'
import { admissionOf } from '../../../../server/src/access/jwt/principal-of-claims.ts'
import type { TrustedIssuer } from '../../../../server/src/access/jwt/trusted-issuer.ts'

const NOW = 1_800_000_000_000
const ISSUER = {
  issuer: 'https://house.example',
  audience: 'watchfloor',
  keysFor: 1,
  longestLife: 3_600_000,
  leeway: 30_000,
  roleClaim: 'groups',
  roles: { oncall: 'responder', everybody: 'viewer', senders: 'ingest', root: 'admin' },
  nameClaim: undefined,
  scope: undefined,
  labels: undefined,
} as const satisfies Omit<TrustedIssuer, 'keys'>

function admit(claims: JWTPayload, more: Partial<TrustedIssuer> = {}): unknown {
  const issuer = { ...ISSUER, ...more } as TrustedIssuer
  const all = {
    aud: 'watchfloor',
    sub: 'a-1',
    exp: NOW / 1000 + 60,
    iat: NOW / 1000,
    groups: 'oncall',
    ...claims,
  }
  const registered = registeredOf(all, issuer, NOW)
  if (typeof registered === 'string') return registered
  const admission = admissionOf(all, registered, issuer)
  return admission.ok ? admission.principal : admission.message
}

test('whom it stands for is the issuer’s subject, and it ends when it is not taken any more', () => {
  expect(admit({ jti: 'x' })).toEqual({
    id: 'jwt:https://house.example#a-1',
    subject: 'jwt:https://house.example#a-1',
    name: 'a-1',
    role: 'responder',
    scope: undefined,
    jti: 'x',
    issuedAt: NOW,
    expiresAt: NOW + 60_000 + 30_000,
    anonymous: false,
  })
  // Who does not say since when has been there for ever, for whoever takes back what is old.
  expect(admit({ iat: undefined } as unknown as JWTPayload)).toMatchObject({ issuedAt: 0 })
})

test.each([
  [{ groups: ['everybody', 'oncall'] }, 'responder'],
  [{ groups: ['root', 'everybody'] }, 'admin'],
  [{ groups: ['senders', 'unknown'] }, 'ingest'],
] as const)('the greatest role of those that are said: %j', (claims, role) => {
  expect(admit(claims as JWTPayload)).toMatchObject({ role })
})

test('a claim within claims, and one whose own name has dots', () => {
  const nested = { realm_access: { roles: ['root'] } }
  expect(admit(nested, { roleClaim: 'realm_access.roles' })).toMatchObject({ role: 'admin' })
  const url = { 'https://x.example/roles': ['root'] }
  expect(admit(url, { roleClaim: 'https://x.example/roles' })).toMatchObject({ role: 'admin' })
  expect(admit({}, { roleClaim: 'constructor.name' })).toMatch(/no claim "constructor.name"/)
})

test.each<[JWTPayload, string]>([
  [{ name: 'Ana Ruiz', preferred_username: 'ana' }, 'Ana Ruiz'],
  [{ preferred_username: 'ana' }, 'ana'],
  [{ name: '\u202e\u200b', email: 'ana@example.org' }, 'ana@example.org'],
  [{ name: ' A\u0000na\n\u202eRuiz ' }, 'A na Ruiz'],
  [{ name: `${'x'.repeat(99)}👩‍🚒` }, `${'x'.repeat(99)}👩`],
  [{ name: 'An\ud800a' }, 'An\ufffda'],
  [{ name: ['Ana', 4] as unknown as string }, 'a-1'],
  [{ sub: '\u200b' }, 'somebody of https://house.example'],
])('a name that shows what it is: %j', (claims, name) => {
  expect(admit(claims)).toMatchObject({ name })
})

test('what is seen is what the claims say, and nothing is not everything', () => {
  const scope = { team: 'teams', cluster: 'clusters' }
  expect(admit({ teams: ['a', 'b', 'a'], clusters: 'eu' }, { scope })).toMatchObject({
    scope: { team: ['a', 'b'], cluster: ['eu'] },
  })
  expect(admit({ teams: '*', clusters: 'eu' }, { scope })).toMatchObject({ scope: { cluster: ['eu'] } })
  expect(admit({ teams: '*', clusters: '*' }, { scope })).toMatchObject({ scope: undefined })
  expect(admit({ teams: ['a'] }, { scope })).toMatch(/no claim "clusters".*which cluster they may see/)
  expect(admit({ teams: [], clusters: 'eu' }, { scope })).toMatch(/no claim "teams"/)
  expect(admit({ teams: [''], clusters: 'eu' }, { scope })).toMatch(/a scope that is none/)
  expect(admit({ teams: Array.from({ length: 60 }, (_, i) => `${i}`), clusters: 'eu' }, { scope })).toMatch(
    /a scope that is none/,
  )
})

test('what is reported bears what the claims say', () => {
  const labels = { cluster: 'cluster' }
  expect(admit({ cluster: 'eu' }, { labels })).toMatchObject({ labels: { cluster: 'eu' } })
  const odd = Object.fromEntries([['__proto__', 'cluster']])
  expect(admit({ cluster: 'eu' }, { labels: odd })).toMatchObject({
    labels: Object.fromEntries([['__proto__', 'eu']]),
  })
  expect(admit({ cluster: ['eu', 'us'] }, { labels })).toMatch(/no claim "cluster"/)
  expect(admit({}, { labels })).toMatch(/no claim "cluster"/)
})

test('times of a date that people can read', () => {
  expect(formatTime(8.64e15)).toMatch(/^\+?275760/)
  expect(admit({ exp: 8.64e12 + 1 })).toMatch(/until when/)
})
