import { idOf, toCredential } from '../access/credential.ts'
import type { Actor } from '../audit/actor.ts'
import { bounded, listed, NAMED, words } from '../audit/bounded.ts'
import type { AuditDraft } from '../audit/entry.ts'
import type { Stage } from '../ledger/stage.ts'
import type { CommandAnswer } from './command-answer.ts'

/** What an act is done to. */
interface Objects {
  readonly alerts?: readonly string[]
  readonly silences?: readonly string[]
  readonly sources?: readonly string[]
  /** By the hash of their tokens; entries have their ids only. */
  readonly credentials?: readonly string[]
  readonly sessions?: readonly string[]
}

/** What is known of an act when it is done. */
export interface Done extends Objects {
  readonly detail?: unknown
  /** Who it turned out to be. */
  readonly who?: Omit<Actor, 'address'>
}

/** What a command is, for the audit log. */
export interface Act<T = unknown> extends Objects {
  /** Such as `alert.acknowledge`. */
  readonly what: string
  /** The name that is acted under, if that is not the credential’s. */
  readonly as?: string | undefined
  readonly detail?: unknown
  /** What is known only when it is done; undefined when nothing was done. */
  readonly done?: (value: T) => Done | undefined
}

/**
 * Does a command and writes the entry of it, in the same transaction: neither is kept without the other. What a command
 * refuses is no act; whoever was asked tells the tally of it.
 */
export function audited<T>(
  stage: Stage,
  actor: Actor,
  act: Act<T>,
  command: (stage: Stage) => CommandAnswer<T>,
): CommandAnswer<T> {
  const before = snapshot(stage, act)
  const answer = command(stage)
  if (!answer.ok) return answer
  const done = act.done === undefined ? {} : act.done(answer.value)
  if (done === undefined) return answer
  const who = { ...actor, ...done.who }
  stage.audit.add(draftOf(stage, who, { ...act, ...done }, before), stage.now)
  return answer
}

function draftOf(stage: Stage, who: Actor, act: Act<never>, before: unknown): AuditDraft {
  const { what, as, alerts, silences, sources, credentials = [], sessions = [], detail } = act
  const ids = [
    ...credentials.map((hash) => `token:${idOf({ hash })}`),
    ...sessions.map((id) => `session:${id}`),
  ]
  const after = snapshot(stage, act)
  return {
    who,
    ...(as === undefined || as === who.name ? {} : { as: words(as) }),
    what,
    result: 'ok',
    ...(alerts === undefined ? {} : { alerts: listed(alerts) }),
    ...(silences === undefined ? {} : { silences: listed(silences) }),
    ...(sources === undefined ? {} : { sources: listed(sources) }),
    ...(ids.length === 0 ? {} : { credentials: listed(ids) }),
    ...(before === undefined ? {} : { before: bounded(before) }),
    ...(after === undefined ? {} : { after: bounded(after) }),
    ...(detail === undefined ? {} : { detail: bounded(detail) }),
  }
}

/** The first of what an act is done to, as they are in this stage. */
function snapshot(stage: Stage, { alerts = [], silences = [], credentials = [] }: Objects): unknown {
  const found = [
    ...alerts.slice(0, NAMED).flatMap((fingerprint) => {
      const record = stage.alert(fingerprint)
      if (record === undefined) return []
      const { labels, status, life, acknowledged, silencedBy } = record
      return [
        {
          fingerprint,
          alertname: words(labels.alertname ?? ''),
          status,
          life,
          acknowledged,
          silenced_by: silencedBy.slice(0, NAMED),
        },
      ]
    }),
    ...silences.slice(0, NAMED).flatMap((id) => {
      const silence = stage.silence(id)
      if (silence === undefined) return []
      const { state, matchers, starts_at, ends_at, created_by, comment } = silence
      return [{ id, state, matchers, starts_at, ends_at, created_by, comment }]
    }),
    ...credentials.slice(0, NAMED).flatMap((hash) => {
      const record = stage.credentials.get(hash)
      return record === undefined ? [] : [toCredential(record)]
    }),
  ]
  return found.length === 0 ? undefined : found
}
