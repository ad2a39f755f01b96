import type { Millis } from '@watchfloor/contract'
import { FORGOTTEN } from '../../cluster/presence.ts'
import type { NodeIdentity, NodeRow, NodeWords } from '../nodes.ts'
import type { Ask } from './reads.ts'

/** The database's clock, ms. */
export const NOW = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint'
/** Heard by all servers of the database; what it says begins with the schema. */
export const CHANNEL = 'watchfloor_nodes'

/** A row as it is listed: of what is large only which version it is. */
export type ListedNode = Omit<NodeRow, 'askers'> & { readonly askers_version: number }

/** Everything that one look at the servers tells. */
export interface Listed {
  readonly at: Millis
  readonly keeper: string
  readonly keeperTerm: number
  /** Sequence of the newest event. */
  readonly head: number
  readonly rows: readonly ListedNode[]
  /** What others ask of this one. */
  readonly questions: readonly Question[]
}

interface Question {
  readonly id: string
  readonly question: string
}

/** A sign of life; `askers` is left out where it is as it was. Answers which version of them the database has. */
export async function beat(
  ask: Ask,
  { id, name, url, version }: NodeIdentity,
  { report, askers }: { readonly report: string; readonly askers: string | undefined },
): Promise<number> {
  const [row] = await ask<{ askers_version: number }>(
    `INSERT INTO nodes AS n (id, name, url, version, started, seen, report, askers)
    SELECT $1, $2, $3, $4, at, at, $5, coalesce($6, '') FROM (SELECT ${NOW} AS at) AS clock
    ON CONFLICT (id) DO UPDATE SET seen = excluded.seen, report = excluded.report,
      askers = coalesce($6, n.askers), askers_version = n.askers_version + ($6::text IS NOT NULL)::int
    RETURNING askers_version`,
    [id, name, url, version, report, askers ?? null],
  )
  return row?.askers_version ?? 0
}

/** Asked after the sign of life, not with it: whoever took the duty between the two must be seen. */
export async function list(ask: Ask, me: string): Promise<Listed> {
  const [head, ...rest] = await ask<ListedNode & Head & { readonly questions: string | null }>(
    `SELECT ${NOW} AS at, keeper, keeper_term, sequence AS head, n.id, n.name, n.url, n.version, n.started, n.seen, n.report,
      n.askers_version,
      (SELECT json_agg(json_build_object('id', q.id, 'question', q.question))::text
        FROM node_questions AS q WHERE q.node = $1 AND q.answer IS NULL) AS questions
    FROM log_head LEFT JOIN nodes AS n ON true ORDER BY n.name, n.id`,
    [me],
  )
  if (head === undefined) throw new Error('the log has no head')
  const rows = [head, ...rest]
  return {
    at: head.at,
    keeper: head.keeper,
    keeperTerm: head.keeper_term,
    head: head.head,
    rows: rows.flatMap(({ id, name, url, version, started, seen, report, askers_version }) =>
      id === null ? [] : [{ id, name, url, version, started, seen, report, askers_version }],
    ),
    questions: head.questions === null ? [] : (JSON.parse(head.questions) as readonly Question[]),
  }
}

interface Head {
  readonly at: Millis
  readonly keeper: string
  readonly keeper_term: number
  readonly head: number
}

export async function askersOf(
  ask: Ask,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NodeWords['askers']>> {
  const rows = await ask<{ id: string; askers: string }>('SELECT id, askers FROM nodes WHERE id = ANY ($1)', [
    [...ids],
  ])
  return new Map(rows.map(({ id, askers }) => [id, askers]))
}

/** Those who will not come back, and what nobody waits for any more. */
export async function forget(ask: Ask): Promise<void> {
  await ask(`DELETE FROM nodes WHERE abs(${NOW} - seen) > $1::bigint`, [FORGOTTEN])
  await ask(`DELETE FROM node_questions WHERE abs(${NOW} - at) > 60000`)
}

/** Has all servers look at once. */
export async function call(ask: Ask): Promise<void> {
  await ask(`SELECT pg_notify('${CHANNEL}', current_schema() || ' all')`)
}

export async function putQuestion(ask: Ask, id: string, node: string, question: string): Promise<void> {
  await ask(
    `WITH put AS (INSERT INTO node_questions (id, node, question, at) SELECT $1, $2, $3, ${NOW} RETURNING 1)
    SELECT pg_notify('${CHANNEL}', current_schema() || ' ' || $2) FROM put`,
    [id, node, question],
  )
}

export async function putAnswer(ask: Ask, id: string, answer: string): Promise<void> {
  await ask(
    `WITH put AS (UPDATE node_questions SET answer = $2 WHERE id = $1 AND answer IS NULL RETURNING 1)
    SELECT pg_notify('${CHANNEL}', current_schema() || ' answer ' || $1) FROM put`,
    [id, answer],
  )
}

/** The answer, which is then taken away; undefined while there is none. */
export async function takeAnswer(ask: Ask, id: string): Promise<string | undefined> {
  const [row] = await ask<{ answer: string }>(
    'DELETE FROM node_questions WHERE id = $1 AND answer IS NOT NULL RETURNING answer',
    [id],
  )
  return row?.answer
}
