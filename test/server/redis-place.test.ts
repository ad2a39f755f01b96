import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadSettings, settingsFrom } from '../../server/src/config/load-settings.ts'
import { redisPlace, redisProblem } from '../../server/src/redis-place.ts'
import { tempDir } from '../support/temp-dir.ts'

type Some = NonNullable<NonNullable<Parameters<typeof settingsFrom>[0]>['redis']>

const of = (redis: Some, environment = {}) =>
  redisPlace(settingsFrom({ store: 'postgres', redis }), environment)
const problem = (redis: Some, store: 'sqlite' | 'postgres' = 'postgres') =>
  redisProblem(settingsFrom({ store, redis }), {})

test('the address says where it is and whether it speaks TLS; the channel is that of the log', () => {
  expect(of({ url: '' })).toBeUndefined()
  expect(of({ url: 'redis://cache' })).toEqual({
    host: 'cache',
    port: 6379,
    user: undefined,
    password: undefined,
    tls: undefined,
    channel: 'watchfloor:watchfloor:watchfloor',
  })
  expect(of({ url: 'rediss://[::1]:6380/', prefix: 'eu' })).toMatchObject({
    host: '::1',
    port: 6380,
    tls: { ca: undefined },
    channel: 'eu:watchfloor:watchfloor',
  })
})

test('the password is the file’s, or that of the variable which Redis’ own program reads', async () => {
  const file = join(await tempDir(), 'password')
  writeFileSync(file, 'open sesame\n')
  const url = 'redis://cache'
  expect(of({ url, user: 'watchfloor', password_file: file })).toMatchObject({
    user: 'watchfloor',
    password: 'open sesame',
  })
  expect(of({ url }, { REDISCLI_AUTH: 'from outside' })?.password).toBe('from outside')
  writeFileSync(file, '\n')
  expect(problem({ url, password_file: file })).toMatch(/^redis\.password_file .* is empty/)
})

test('what cannot be meant is said before anything is asked', () => {
  expect(problem({ url: 'redis://cache' }, 'sqlite')).toMatch(/there is nobody to wake/)
  expect(problem({ url: 'redis://cache', ca_file: '/nowhere' })).toMatch(/does not speak TLS/)
  expect(problem({ url: 'rediss://cache', ca_file: '/nowhere' })).toMatch(
    /^redis\.ca_file cannot be read: ENOENT/,
  )
  expect(problem({ url: 'rediss://cache' })).toBeUndefined()
  for (const url of ['cache:6379', 'http://cache', 'redis://', 'redis://cache:port', 'redis://cache/3']) {
    expect([url, loadSettings({ environment: { WATCHFLOOR_REDIS_URL: url } }).ok]).toEqual([url, false])
  }
})

test('a password in the address is refused, and not repeated', () => {
  const loaded = loadSettings({ environment: { WATCHFLOOR_REDIS_URL: 'redis://:sesame@cache:6379' } })
  expect(JSON.stringify(loaded)).toContain('without a user or a password in it')
  expect(JSON.stringify(loaded)).not.toContain('sesame')
})
