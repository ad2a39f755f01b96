import type { AuditHead, AuditVerdict } from '@watchfloor/contract'
import { type Actor, isBreakGlass } from '../audit/actor.ts'
import type { AuditFound, AuditScan } from '../audit/audit-scan.ts'
import { ChainCheck } from '../audit/chain-check.ts'
import type { Checkpoint, Signer } from '../audit/checkpoint.ts'
import { type ChainEnd, headText } from '../audit/entry.ts'
import { IngestTally } from '../audit/ingest-tally.ts'
import type { Repeatable, Taken, Tally } from '../audit/tally.ts'
import type { Clock, Timers } from '../ground/clock.ts'
import type { Logger } from '../ground/logger.ts'
import type { Pace } from '../ground/pace.ts'
import type { Steps } from '../ground/steps.ts'
import type { BreakGlass } from '../health/break-glass.ts'
import { NotStored } from '../ledger/command.ts'
import type { Writing } from '../ledger/follow-ups.ts'
import type { State } from '../ledger/state.ts'
import type { Storage } from '../storage/storage.ts'
import { type AuditKeep, trimAudit } from './trim-audit.ts'

export interface AuditingParts {
  readonly state: State
  readonly storage: Pick<Storage, 'audit'>
  readonly writer: Writing
  /** Of the node that has the duty, which alone deletes what is too old. */
  readonly clockWriter: Writing
  readonly isOnDuty: () => boolean
  /** Takes over what other servers wrote. */
  readonly catchUp: () => Promise<boolean>
  readonly signer: Signer
  readonly keep: AuditKeep
  readonly tally: Tally
  readonly breakGlass: BreakGlass
  readonly clock: Clock
  readonly timers: Timers
  readonly run: Pace['run']
  readonly onFailed: (task: string, error: unknown) => void
  /** Somebody acted by the control socket. */
  readonly onBreakGlass: (what: string) => void
  readonly logger: Logger
}

/** What may be asked and told of the audit log, beside what commands write. */
export interface Auditing {
  readonly head: () => AuditHead
  /** Writes what was only counted until now, so that whoever looks finds it. */
  readonly flush: () => Promise<void>
  /** Newest first. */
  readonly scan: (scan: AuditScan) => Promise<AuditFound>
  /** Without `keys`, whatever is a key of this server or of another of its store may have signed. */
  readonly verify: (head: ChainEnd | undefined, keys: readonly string[] | undefined) => Promise<AuditVerdict>
  /** Something was refused, or looked at by the control socket: counted, and written by the minute. */
  readonly refused: (one: Repeatable) => void
  /** Alerts came: counted by credential and minute. `came` is undefined when nothing of it was taken. */
  readonly ingested: (
    who: Actor,
    came: { readonly accepted: number; readonly rejected: number } | undefined,
  ) => void
}

const FLUSH_MS = 5_000
const HEAD_MS = 60 * 60_000
const TRIM_MS = 10 * 60_000
const PAGE = 500

export function startAuditing(parts: AuditingParts): {
  readonly auditing: Auditing
  /** What a person did was committed. */
  readonly acted: (actor: Actor, what: string, detail: unknown) => void
  /** Writes what is only counted yet; for the end. */
  readonly stop: () => Promise<void>
  /** Says where the chain ends; after the last commit. */
  readonly sayHead: () => void
} {
  const { state, storage, writer, signer, tally, breakGlass, clock, timers, run, logger } = parts
  const ingests = new IngestTally()
  const write = async (taken: readonly Taken[]): Promise<void> => {
    if (taken.length === 0) return
    try {
      await writer.do((stage) => {
        for (const { draft } of taken) stage.audit.add(draft, stage.now)
      })
    } catch (error) {
      for (const { giveBack } of taken) giveBack()
      throw error
    }
  }
  const flush = (isAll: boolean): Promise<void> =>
    write([...tally.take(clock.now(), isAll), ...ingests.take(clock.now(), isAll)])
  /** A store that cannot be written is said elsewhere, and what was counted is kept until it can. */
  const flushIfItGoes = (isAll: boolean): Promise<void> =>
    flush(isAll).catch((error: unknown) => {
      if (!(error instanceof NotStored)) parts.onFailed('audit', error)
    })

  let said = headText(state.audit.end)
  const sayHead = (): void => {
    const { sequence, hash } = state.audit.end
    const head = headText(state.audit.end)
    if (head === said) return
    said = head
    logger.info({ head, sequence, hash, public_key: signer.publicKey }, 'the audit log ends here')
  }

  /** While the chain is walked retention waits, and the other way round. */
  let busy: Promise<unknown> = Promise.resolve()
  const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
    const done = busy.then(work)
    busy = done.catch(() => {})
    return done
  }

  /** Another server's retention may delete while this one walks; then it walks once more. */
  const verify: Auditing['verify'] = async (head, given) => {
    const keys = given ?? [signer.publicKey, ...((await storage.audit.keys?.known()) ?? [])]
    for (;;) {
      const checkpoint = await storage.audit.checkpoint()
      const verdict = await walk(checkpoint, head, keys)
      if ((await storage.audit.checkpoint())?.text === checkpoint?.text) return verdict
    }
  }

  const walk = async (
    checkpoint: Checkpoint | undefined,
    head: ChainEnd | undefined,
    keys: readonly string[],
  ): Promise<AuditVerdict> => {
    const { end } = state.audit
    const check = new ChainCheck({ checkpoint, head, end, keys })
    for (let after = 0; after < end.sequence; ) {
      const page = await storage.audit.after(after, PAGE)
      const last = page.at(-1)
      if (last === undefined) break
      await run(function* (): Steps<void> {
        for (const row of page) {
          if (row.sequence <= end.sequence) check.take(row)
          yield
        }
      })
      after = last.sequence
    }
    // What is on the disk and is no commit's that is just settling was written by somebody else.
    const [beyond] = await storage.audit.after(end.sequence, 1)
    if (beyond !== undefined) {
      await parts.catchUp()
      await writer.do(() => {})
    }
    if (beyond !== undefined && beyond.sequence > state.audit.end.sequence) check.beyond(beyond)
    return check.verdict()
  }

  const task = (name: string, work: () => Promise<void>) => (): void => {
    work().catch((error: unknown) => parts.onFailed(name, error))
  }
  const stops = [
    timers.every(FLUSH_MS, () => void flushIfItGoes(false)),
    timers.every(HEAD_MS, sayHead),
    timers.every(
      TRIM_MS,
      task('audit', async () => {
        if (parts.isOnDuty()) await exclusively(() => trimAudit({ ...parts, writer: parts.clockWriter }))
      }),
    ),
  ]
  return {
    auditing: {
      head: () => {
        const { sequence, hash } = state.audit.end
        return { sequence, hash, head: headText(state.audit.end), public_key: signer.publicKey }
      },
      flush: () => flushIfItGoes(true),
      scan: storage.audit.scan,
      verify: (head, keys) => exclusively(() => verify(head, keys)),
      refused: (one) => tally.note(one, clock.now()),
      ingested: (who, came) => ingests.note(who, came, clock.now()),
    },
    acted: (actor, what, detail) => {
      if (!isBreakGlass(actor)) return
      breakGlass.note({ what, detail }, clock.now())
      parts.onBreakGlass(what)
      logger.warn(
        { what, detail, request: actor.request },
        'a local administrator acted by the control socket',
      )
    },
    stop: async () => {
      for (const stop of stops) stop()
      await flushIfItGoes(true)
    },
    sayHead,
  }
}
