import type { Millis } from '@watchfloor/contract'
import { type JoinCodeRow, type JoinCodeStore, type SignIns, StoreAway } from '../sign-ins.ts'
import { bigint } from './event-rows.ts'
import { NOW } from './nodes.ts'
import type { Ask } from './reads.ts'
import { fromText, toText } from './texts.ts'

/** Rows that one call clears away besides its own work. */
const CLEARED = 200
/** Who is remembered after so long has all attempts again. */
const ATTEMPTS_LAST: Millis = 180_000
/** What ended is remembered for so long, so that it can be said how it ended. */
const REMEMBERED: Millis = 86_400_000

/** Rows that another server clears at this moment are left to it. */
const PUT = `WITH over AS (SELECT key FROM half_done WHERE kind = $1 AND until <= greatest(${NOW},
      (SELECT until FROM half_done WHERE kind = $1 ORDER BY until DESC OFFSET $5::bigint - 1 LIMIT 1))
    ORDER BY until LIMIT ${CLEARED} FOR UPDATE SKIP LOCKED),
  gone AS (DELETE FROM half_done AS h USING over WHERE h.kind = $1 AND h.key = over.key)
  INSERT INTO half_done (kind, key, value, until) VALUES ($1, $2, $3, ${NOW} + $4::bigint)`
const TAKE = `DELETE FROM half_done WHERE kind = $1 AND key = $2
  RETURNING CASE WHEN until > ${NOW} THEN value END AS value`

const FIRST = `WITH over AS (SELECT key FROM half_done WHERE kind = $1 AND key <> $2 AND until <= ${NOW}
    ORDER BY until LIMIT ${CLEARED} FOR UPDATE SKIP LOCKED),
  gone AS (DELETE FROM half_done AS h USING over WHERE h.kind = $1 AND h.key = over.key)
  INSERT INTO half_done AS h (kind, key, value, until) VALUES ($1, $2, '', ${NOW} + $3::bigint)
  ON CONFLICT (kind, key) DO UPDATE SET until = excluded.until WHERE h.until <= ${NOW} RETURNING 1 AS one`

/** As `FailedAttempts` counts: never further below nothing than a minute brings back. In thousandths. */
const ATTEMPT = `WITH over AS (SELECT kind, who FROM attempts WHERE at < ${NOW} - ${ATTEMPTS_LAST} AND who <> $2
    ORDER BY at LIMIT ${CLEARED} FOR UPDATE SKIP LOCKED),
  gone AS (DELETE FROM attempts AS a USING over WHERE a.kind = over.kind AND a.who = over.who)
  INSERT INTO attempts AS a (kind, who, left_over, at) VALUES ($1, $2, $3::bigint * 1000 - 1000, ${NOW})
  ON CONFLICT (kind, who) DO UPDATE SET at = excluded.at,
    left_over = greatest(-$3::bigint * 1000,
      least($3::bigint * 1000, a.left_over + (excluded.at - a.at) * $3::bigint / 60) - 1000)
  RETURNING left_over`

const ADD = `WITH gone AS (DELETE FROM join_codes WHERE expires_at + ${REMEMBERED} <= $7::bigint)
  INSERT INTO join_codes (hash, expires_at, name, role, made_by)
  SELECT $1, $2::bigint, $3::text, $4::text, $5::text
  WHERE (SELECT count(*) FROM join_codes WHERE used_at IS NULL AND expires_at > $7::bigint) < $6::bigint
  ON CONFLICT DO NOTHING RETURNING hash`
const USE = `UPDATE join_codes SET used_at = $2::bigint, revoked = $3::boolean
  WHERE hash = $1 AND used_at IS NULL AND expires_at > $2::bigint RETURNING *`

/** What sign-ins leave, in tables of their own; `patience` is how long an answer is waited for. */
export function signInTables(ask: Ask, patience: Millis): SignIns {
  const soon: Ask = (text, values) => inTime(patience, ask(text, values))
  return {
    put: async (kind, key, value, life, most) => {
      await soon(PUT, [kind, key, value, life, most])
    },
    take: async (kind, key) =>
      (await soon<{ value: string | null }>(TAKE, [kind, key]))[0]?.value ?? undefined,
    first: async (kind, key, life) => (await soon(FIRST, [kind, key, life])).length > 0,
    attempt: async (kind, who, allowed) => {
      const [row] = await soon<{ left_over: number }>(ATTEMPT, [kind, toText(who), allowed])
      return (row?.left_over ?? 0) / 1_000 + 1
    },
    joinCodes: joinCodeTable(soon),
  }
}

function joinCodeTable(ask: Ask): JoinCodeStore {
  const escaped = (text: string | null): string | null => (text === null ? null : toText(text))
  const read = (row: JoinCodeRow): JoinCodeRow => ({
    ...row,
    name: row.name === null ? null : fromText(row.name),
    made_by: row.made_by === null ? null : fromText(row.made_by),
  })
  return {
    add: async ({ hash, expires_at, name, role, made_by }, now, most) => {
      const values = [hash, expires_at, escaped(name), role, escaped(made_by), most, bigint(now)]
      return (await ask(ADD, values)).length > 0
    },
    find: async (hash) => {
      const [row] = await ask<JoinCodeRow>('SELECT * FROM join_codes WHERE hash = $1', [hash])
      return row === undefined ? undefined : read(row)
    },
    use: async (hash, now, revoked) => {
      const [row] = await ask<JoinCodeRow>(USE, [hash, bigint(now), revoked])
      return row === undefined ? undefined : { ...read(row), used_at: null, revoked: false }
    },
    giveBack: async (hash) => {
      await ask('UPDATE join_codes SET used_at = NULL, revoked = false WHERE hash = $1', [hash])
    },
    waiting: async (now) => {
      const text =
        'SELECT * FROM join_codes WHERE used_at IS NULL AND expires_at > $1::bigint ORDER BY expires_at, hash'
      return (await ask<JoinCodeRow>(text, [bigint(now)])).map(read)
    },
  }
}

/** Whoever signs in waits for the answer. */
async function inTime<T>(patience: Millis, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the database did not answer within ${patience} ms`)), patience)
  })
  answer.catch(() => undefined)
  try {
    return await Promise.race([answer, late])
  } catch (error) {
    throw new StoreAway(error)
  } finally {
    clearTimeout(timer)
  }
}
