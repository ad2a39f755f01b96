import { expect, test } from 'vitest'
import { loadSettings, settingsFrom } from '../../server/src/config/load-settings.ts'
import { postgresPlace, postgresProblem } from '../../server/src/postgres-place.ts'

type Some = NonNullable<Parameters<typeof settingsFrom>[0]>['postgres']

const placeOf = (postgres: NonNullable<Some>, environment = {}) =>
  postgresPlace(settingsFrom({ postgres }), environment)

test('beyond this machine it is TLS unless somebody says otherwise, and within it is not', () => {
  for (const host of ['127.0.0.1', '127.9.9.9', '::1', 'localhost', '/run/postgresql'])
    expect([host, placeOf({ host }).tls]).toEqual([host, undefined])
  for (const host of ['10.0.0.1', 'db.example.com', '::2', '127.0.0.1.example.com', 'localhost.example.com'])
    expect([host, placeOf({ host }).tls]).toEqual([host, { ca: undefined }])
  expect(placeOf({ host: 'localhost', tls: 'verify-full' }).tls).toEqual({ ca: undefined })
  expect(placeOf({ host: 'db.example.com', tls: 'off' }).tls).toBeUndefined()
})

test('several hosts are said with commas between them, each with a port of its own where it has one', () => {
  const at = (host: string) => {
    const place = placeOf({ host, port: 6_000 })
    return [place, ...(place.others ?? [])].map(({ host, port }) => `${host} ${port}`)
  }
  expect(at('db-1')).toEqual(['db-1 6000'])
  expect(at('db-1:5433')).toEqual(['db-1 5433'])
  expect(at('db-1, db-2:5433,10.0.0.3')).toEqual(['db-1 6000', 'db-2 5433', '10.0.0.3 6000'])
  expect(at('::1,[::2],[::3]:5433')).toEqual(['::1 6000', '::2 6000', '::3 5433'])
  expect(at('/run/a:1,/run/b')).toEqual(['/run/a:1 6000', '/run/b 6000'])
  expect(placeOf({ host: '127.0.0.1,::1' }).tls).toBeUndefined()
  expect(placeOf({ host: '127.0.0.1,db-2' }).tls).toEqual({ ca: undefined })
  for (const wrong of ['db-1,', ',db-1', 'db-1:0', 'db-1:70000', 'db-1:x', '[::1', 'a:b:c'])
    expect(() => placeOf({ host: wrong }), wrong).toThrow(/postgres\.host has/)
})

test('the password is the file’s, or that of the variable which PostgreSQL’s own programs read', () => {
  expect(placeOf({}, { PGPASSWORD: 'from outside' }).password).toBe('from outside')
  expect(placeOf({}).password).toBeUndefined()
  expect(() => placeOf({ password_file: '/nowhere' }, { PGPASSWORD: 'no' })).toThrow(
    /password_file cannot be read/,
  )
})

test('files are looked at only where the database is used, and a schema’s name is one that needs no quotes', () => {
  const settings = settingsFrom({ postgres: { ca_file: '/nowhere' }, store: 'postgres' })
  expect(postgresProblem({ ...settings, store: 'sqlite' }, {})).toBeUndefined()
  expect(postgresProblem(settings, {})).toBeUndefined()
  const far = { ...settings, postgres: { ...settings.postgres, host: 'db.example.com' } }
  expect(postgresProblem(far, {})).toMatch(/^postgres\.ca_file cannot be read: ENOENT/)
  for (const schema of ['a"b', 'A', '1a', 'a; DROP SCHEMA public', ''])
    expect(loadSettings({ environment: { WATCHFLOOR_POSTGRES_SCHEMA: schema || '-' } }).ok).toBe(false)
})
