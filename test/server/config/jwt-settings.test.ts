import { expect, test } from 'vitest'
import { loadSettings } from '../../../server/src/config/load-settings.ts'

const GOOD = {
  issuer: 'https://house.example',
  audience: 'watchfloor',
  jwks_url: 'https://house.example/keys',
  role_claim: 'groups',
}

const problemsOf = (...jwt: readonly object[]): string => {
  const loaded = loadSettings({ environment: { WATCHFLOOR_JWT: JSON.stringify(jwt) } })
  return loaded.ok ? 'none' : loaded.problems.map(({ message }) => message).join()
}

test.each<[object, string]>([
  [{}, 'none'],
  [{ jwks_url: undefined, keys_file: '/etc/keys.json' }, 'none'],
  [{ jwks_url: 'http://127.0.0.1:8080/keys' }, 'none'],
  [{ jwks_url: 'http://[::1]:8080/keys', leeway: '0s', longest_life: '90d' }, 'none'],
  [{ jwks_url: 'http://house.example/keys' }, 'must be https'],
  [{ jwks_url: 'http://127.0.0.1.house.example/keys' }, 'must be https'],
  [{ jwks_url: 'file:///etc/keys' }, 'must be https'],
  [{ jwks_url: 'https://a:b@house.example/keys' }, 'must not name a user'],
  [{ jwks_url: 'keys' }, 'jwks_url is none'],
  [{ keys_file: '/etc/keys.json' }, 'one of them'],
  [{ jwks_url: undefined }, 'one of them'],
  [{ audience: '' }, '/audience'],
  [{ audience: undefined }, 'audience'],
  [{ role_claim: undefined }, 'role_claim'],
  [{ algorithms: ['HS256'] }, '/algorithms'],
  [{ algorithms: [] }, '/algorithms'],
  [{ roles: { sre: 'root' } }, '/roles/sre'],
  [{ leeway: '10m' }, 'leeway may be 5m at most'],
  [{ longest_life: 'long' }, '/longest_life'],
  [{ longest_life: '0s' }, 'longer than 0'],
  [{ secret: 'x' }, 'no key here'],
])('%j: %s', (more, told) => {
  expect(problemsOf({ ...GOOD, ...more })).toContain(told)
})

test('an issuer is there once', () => {
  expect(problemsOf(GOOD, { ...GOOD, audience: 'other' })).toContain('is there twice')
})
