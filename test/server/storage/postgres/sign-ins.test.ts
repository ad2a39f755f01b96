import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { SILENT } from '../../../../server/src/ground/logger.ts'
import { sharedOneTime } from '../../../../server/src/http/sign-in/one-time.ts'
import { openJoinCodes } from '../../../../server/src/join/join-codes.ts'
import { sharedJoinCodes } from '../../../../server/src/join/shared-join-codes.ts'
import { joinsOf } from '../../../../server/src/joins-of.ts'
import type { Place } from '../../../../server/src/storage/postgres/place.ts'
import { openPostgres } from '../../../../server/src/storage/postgres/postgres-storage.ts'
import { type SignIns, StoreAway } from '../../../../server/src/storage/sign-ins.ts'
import { sharedPostgres } from '../../../support/programs/postgres.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const postgres = sharedPostgres()
const MINUTE = 60_000
const DAY = 86_400_000

async function serverOf(place: Place): Promise<SignIns> {
  const storage = await openPostgres(place)
  onTestFinished(() => storage.close())
  if (storage.signIns === undefined) throw new Error('it has no tables for sign-ins')
  return storage.signIns
}

/** Two servers of one store. */
async function two(): Promise<readonly [SignIns, SignIns, Place]> {
  const place = await postgres().newPlace()
  return [await serverOf(place), await serverOf(place), place]
}

const bounds = { most: 100, random: randomBytes, life: MINUTE }

test('what one server keeps another gives, once, whoever asks at the same time; the database cannot read it', async () => {
  const [one, other, { schema, database }] = await two()
  const half = { nonce: 'the nonce', desk: { port: 1, state: 'ä "quoted"' } }
  const secret = await sharedOneTime(one, 'openid', bounds).put(half)
  const kept = JSON.stringify(await postgres().ask(`SELECT * FROM ${schema}.half_done`, database))
  expect(kept).not.toContain('nonce')
  expect(kept).not.toContain(secret)
  // Of another kind it is nothing.
  expect(await sharedOneTime(other, 'agreed', bounds).take(secret)).toBeUndefined()
  const taken = await Promise.all(
    [one, other, one, other].map((server) =>
      sharedOneTime<typeof half>(server, 'openid', bounds).take(secret),
    ),
  )
  expect(taken.filter((value) => value !== undefined)).toEqual([half])
})

test('what is over is not given; of more than so many the oldest go', async () => {
  const [one, other, { schema, database }] = await two()
  await one.put('agreed', 'late', 'x', 0, 3)
  expect(await other.take('agreed', 'late')).toBeUndefined()
  await one.put('question', 'of another kind', 'x', MINUTE, 3)
  for (let n = 1; n <= 5; n++) await one.put('agreed', `key ${n}`, `value ${n}`, n * MINUTE, 3)
  const left = await postgres().ask(
    `SELECT key FROM ${schema}.half_done WHERE kind = 'agreed' ORDER BY until`,
    database,
  )
  expect(left).toEqual([{ key: 'key 3' }, { key: 'key 4' }, { key: 'key 5' }])
  expect(await other.take('question', 'of another kind')).toBe('x')
})

test('what counts once counts at one server, and again when its time is over', async () => {
  const [one, other] = await two()
  const asked = [one, other, one, other].map((server) => server.first('logout', 'a jti', MINUTE))
  expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1)
  expect(await other.first('logout', 'another', 0)).toBe(true)
  expect(await one.first('logout', 'another', MINUTE)).toBe(true)
  expect(await other.first('logout', 'another', MINUTE)).toBe(false)
})

test('attempts are counted of all servers together, and come back', async () => {
  const [one, other, { schema, database }] = await two()
  const left: number[] = []
  for (let n = 0; n < 8; n++) left.push(Math.floor(await (n % 2 === 0 ? one : other).attempt('join', 'a', 5)))
  expect(left).toEqual([5, 4, 3, 2, 1, 0, -1, -2])
  expect(await other.attempt('join', 'b', 5)).toBe(5)
  await postgres().ask(`UPDATE ${schema}.attempts SET at = at - 60000`, database)
  expect(Math.floor(await one.attempt('join', 'a', 5))).toBe(2)
  await postgres().ask(`UPDATE ${schema}.attempts SET at = at - 600000`, database)
  await one.attempt('join', 'c', 5)
  expect(await postgres().ask(`SELECT who FROM ${schema}.attempts`, database)).toEqual([{ who: 'c' }])
})

test('a join code counts once at whichever server; it is listed, taken back and given back at each', async () => {
  const [one, other] = await two()
  const world = { now: 1_000_000_000_000 }
  const codesOf = (server: SignIns) =>
    sharedJoinCodes({
      store: server.joinCodes,
      now: () => world.now,
      random: () => randomBytes(32),
      logger: SILENT,
    })
  const [here, there] = [codesOf(one), codesOf(other)]
  const make = async (): Promise<string> => {
    const made = await here.make('Ana "A" \u0000', { name: 'Bo\nBo', role: 'responder' })
    if (!made.ok) throw new Error(made.reason)
    expect(made.expiresAt).toBe(world.now + DAY)
    return made.code
  }
  const code = await make()
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? here : there).exchange(code)),
  )
  const given = answers.flatMap((one) => (one.ok ? [one.given] : []))
  expect(given).toMatchObject([{ desk: { name: 'Bo\nBo', role: 'responder' }, made_by: 'Ana "A" \u0000' }])
  expect(answers.filter((one) => !one.ok && one.reason === 'used')).toHaveLength(9)
  for (const one of given) await there.giveBack(one)
  expect(await here.exchange(code)).toMatchObject({ ok: true })

  const late = await make()
  const [waiting] = await there.waiting()
  expect(waiting).toMatchObject({ name: 'Bo\nBo', role: 'responder' })
  const revoked = await Promise.all([here.revoke(waiting?.id ?? ''), there.revoke(waiting?.id ?? '')])
  expect(revoked.filter(({ ok }) => ok)).toHaveLength(1)
  expect(await there.exchange(late)).toEqual({ ok: false, reason: 'revoked', at: world.now })
  expect(await here.waiting()).toEqual([])
  const old = await make()
  world.now += DAY
  expect(await there.exchange(old)).toEqual({ ok: false, reason: 'expired', at: world.now })
  expect(await there.exchange('no code')).toEqual({ ok: false, reason: 'unknown' })
  world.now += DAY
  await make()
  expect(await there.exchange(old)).toEqual({ ok: false, reason: 'unknown' })
  const row = {
    expires_at: world.now + DAY,
    used_at: null,
    revoked: false,
    name: null,
    role: null,
    made_by: null,
  }
  for (const n of [1, 2]) expect(await one.joinCodes.add({ ...row, hash: `${n}` }, world.now, 3)).toBe(true)
  expect(await other.joinCodes.add({ ...row, hash: '3' }, world.now, 3)).toBe(false)
})

test('a database that does not answer is said to be away, in time', async () => {
  const place = await postgres().newPlace({ patience: 300 })
  const signIns = await serverOf(place)
  await signIns.put('agreed', 'key', 'value', MINUTE, 10)
  await postgres().freeze()
  try {
    await expect(signIns.take('agreed', 'key')).rejects.toThrow(StoreAway)
    await expect(signIns.attempt('join', 'a', 5)).rejects.toThrow('does not answer')
  } finally {
    await postgres().goOn()
  }
})

test('join links of before, which stand in a file of one server, go into the store, and none twice', async () => {
  const [one, other] = await two()
  const file = join(await tempDir(), 'joins.json')
  const parts = { now: Date.now, random: () => randomBytes(32), logger: SILENT }
  const before = await openJoinCodes({ ...parts, file })
  const [waits, used] = [await before.make('Ana', null), await before.make('Ana', null)]
  if (!waits.ok || !used.ok) throw new Error('no codes')
  await before.exchange(used.code)
  await copyFile(file, `${file}.copy`)
  const joins = await joinsOf({ signIns: one }, file, parts)
  expect(await joins.waiting()).toHaveLength(1)
  expect(existsSync(file)).toBe(false)
  expect(await joins.exchange(used.code)).toEqual({ ok: false, reason: 'unknown' })
  expect(await joins.exchange(waits.code)).toMatchObject({ ok: true })
  const again = await joinsOf({ signIns: other }, `${file}.copy`, parts)
  expect(await again.exchange(waits.code)).toMatchObject({ ok: false, reason: 'used' })
})
