import { expect, test } from 'vitest'
import { settingsFrom } from '../../../server/src/config/load-settings.ts'
import { openIdFrom, openIdProblem } from '../../../server/src/config/openid-from.ts'
import type { SomeSettings } from '../../../server/src/config/settings.ts'

const GOOD: SomeSettings = {
  sign_in: 'openid',
  external_url: 'https://watch.example.com/floor/',
  openid: { issuer: 'https://login.example.com', client_id: 'watchfloor' },
}

const readOf = (some: SomeSettings) => openIdFrom(settingsFrom({ ...GOOD, ...some }))

test('what is left out has a sense; people are sent back below external_url', () => {
  expect(readOf({})).toMatchObject({
    issuer: 'https://login.example.com',
    name: 'login.example.com',
    scopes: 'openid profile',
    clientSecret: undefined,
    publicUrl: 'https://watch.example.com/floor',
    claims: { roleClaim: 'groups', roles: { admin: 'admin', viewer: 'viewer' }, scope: undefined },
  })
  expect(openIdFrom(settingsFrom({ sign_in: 'tokens' }))).toBeUndefined()
  expect(openIdProblem(settingsFrom(GOOD))).toBeUndefined()
})

test.each<readonly [what: string, some: SomeSettings, names: string]>([
  ['a provider that nobody is sent to', { sign_in: 'tokens' }, 'sign_in'],
  ['no provider', { openid: { client_id: 'watchfloor' } }, 'openid.issuer'],
  [
    'a provider that is read on the way',
    { openid: { issuer: 'http://login.example.com', client_id: 'w' } },
    'openid.issuer',
  ],
  ['no client', { openid: { issuer: 'https://login.example.com' } }, 'openid.client_id'],
  ['no address of its own', { external_url: '' }, 'external_url'],
  ['an address that is read on the way', { external_url: 'http://watch.example.com' }, 'external_url'],
  [
    'scopes without openid',
    { openid: { issuer: 'https://login.example.com', client_id: 'w', ask_for: ['profile'] } },
    'openid.ask_for',
  ],
  [
    'a secret that is not there',
    { openid: { issuer: 'https://login.example.com', client_id: 'w', client_secret_file: '/nowhere' } },
    'openid.client_secret_file',
  ],
  [
    'ID tokens that would open the server themselves',
    {
      jwt: [
        {
          issuer: 'https://login.example.com',
          audience: 'watchfloor',
          role_claim: 'groups',
          jwks_url: 'https://login.example.com/keys',
        },
      ],
    },
    'audience of their own',
  ],
])('%s: the server does not start, and names the setting', (_what, some, names) => {
  expect(() => readOf(some)).toThrow(names)
  expect(openIdProblem(settingsFrom({ ...GOOD, ...some }))).toContain(names)
})
