import { expect, test } from 'vitest'
import { parseAdministered } from '../../src/shared/administered.ts'

const SERVER = 'https://watch.example.com'
const read = (settings: object, version = 1) => parseAdministered(JSON.stringify({ version, settings }))

test('each setting is a default, or locked', () => {
  const settings = {
    server: { value: SERVER, locked: true },
    notification_text: { value: 'private', locked: false },
    quiet_hours: { value: { from: '22:00', to: '07:00' } },
    update_channel: { value: 'off', locked: true },
  }
  expect(read(settings)).toEqual({
    ok: true,
    value: {
      locked: { server: SERVER, update_channel: 'off' },
      defaults: { notification_text: 'private', quiet_hours: { from: '22:00', to: '07:00' } },
    },
  })
  expect(read({})).toEqual({ ok: true, value: { locked: {}, defaults: {} } })
})

test.each<readonly [string, object, RegExp]>([
  ['a setting that there is not', { servers: { value: SERVER } }, /servers/],
  ['one that is nobody’s but the person’s', { paused_until: { value: null } }, /paused_until/],
  ['a word that is none', { server: { value: SERVER, lock: true } }, /\/settings\/server.*lock/],
  ['a value of another kind', { notification_text: { value: 'none' } }, /\/settings\/notification_text/],
  ['no server', { server: { value: null, locked: true } }, /\/settings\/server\/value/],
  ['a server with a password', { server: { value: 'https://a:b@c' } }, /\/settings\/server/],
])('%s: nothing of it counts, and it is said where', (_, wrong, where) => {
  const parsed = read({ name: { value: 'Floor', locked: true }, ...wrong })
  expect(parsed).toEqual({ ok: false, error: expect.stringMatching(where) })
})

test('what is no JSON, or of another version, is said to be', () => {
  expect(parseAdministered('{"version": 1,')).toEqual({ ok: false, error: expect.stringMatching(/no JSON/) })
  expect(read({}, 2)).toEqual({ ok: false, error: expect.stringMatching(/\/version/) })
})
