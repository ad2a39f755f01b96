import type { Alert } from '@watchfloor/contract'
import type { IngestAnswer, ReportBatch } from '../alerts/alert-input.ts'
import type { EndedReports } from '../alerts/ended-reports.ts'
import { withForced } from '../alerts/forced-labels.ts'
import { toAlert } from '../alerts/payload.ts'
import type { AlertRecord } from '../alerts/record.ts'
import type { AlertRules } from '../alerts/rules.ts'
import type { Actor } from '../audit/actor.ts'
import { type AcknowledgeCommand, acknowledge, unacknowledge } from '../commands/acknowledge.ts'
import { type Act, audited } from '../commands/audited.ts'
import type { CommandAnswer } from '../commands/command-answer.ts'
import { endOffer, type HandOverCommand, handOver } from '../commands/hand-over.ts'
import { ingest } from '../commands/ingest.ts'
import { type NoteCommand, noteAlert, takeBackNote } from '../commands/note-alert.ts'
import { putRefused } from '../commands/put-refused.ts'
import { type ResolveCommand, resolveByHand } from '../commands/resolve-by-hand.ts'
import type { Capacity } from '../health/capacity.ts'
import type { RefusedMessage } from '../health/refused-message.ts'
import { sourcesFirst } from '../inhibition/sources-first.ts'
import { type Command, NotStored } from '../ledger/command.ts'
import type { Writing } from '../ledger/follow-ups.ts'
import type { Sight } from '../scope/sight.ts'
import type { SilenceIndex } from '../silences/silence-index.ts'
import { NotOnDuty } from '../storage/commit-errors.ts'
import { actsOnMany } from './acts-on-many.ts'
import type { AsSeen } from './as-seen.ts'
import type { ClockWatch } from './clock-watch.ts'
import type { CoreMetrics } from './core-metrics.ts'
import type { CurrentRouting } from './current-routing.ts'
import { inSlices } from './in-slices.ts'
import { SliceAround } from './slice-around.ts'

export interface CommandParts {
  readonly writer: Writing
  readonly routing: CurrentRouting
  readonly silences: SilenceIndex
  readonly ended: EndedReports
  readonly capacity: Capacity
  readonly watch: ClockWatch
  readonly rules: AlertRules
  readonly metrics: CoreMetrics
  /** When this server began to listen. */
  readonly startedAt: number
  readonly lastMoment: number | undefined
}

/** What senders do with alerts. */
export type AlertCommands = ReturnType<typeof alertCommands>

/** Each command is staged, committed, and then answered. */
export function alertCommands(parts: CommandParts, perform: Perform) {
  const { rules } = parts
  return {
    ingest: (batch: ReportBatch): Promise<IngestAnswer> =>
      inSlices(sourcesFirst(withForced(batch), parts.routing.current.inhibitRules), (slice, before) =>
        ingestSlice(parts, slice, before),
      ),
    /** Shows on the sender's health row that a whole request was not taken; keeps nothing else of it. */
    refused: (message: RefusedMessage): Promise<CommandAnswer<void>> =>
      perform((stage) => {
        putRefused(stage, message, rules)
        return { ok: true, value: undefined }
      }),
  }
}

type OfAlert = Pick<AcknowledgeCommand, 'fingerprint' | 'life' | 'name'>

/** What people do with alerts. */
export type ActsOnAlerts = ReturnType<typeof actsOnAlerts>

/** Each on alerts that whoever asks sees; another is unknown. */
export function actsOnAlerts(
  perform: Perform,
  { severities, offersLast }: Pick<AlertRules, 'severities' | 'offersLast'>,
  { sight, seen }: { readonly sight: Sight; readonly seen: AsSeen },
) {
  const told = (answer: CommandAnswer<AlertRecord>): CommandAnswer<Alert> =>
    answer.ok ? { ok: true, value: seen.alert(toAlert(answer.value, severities)) } : answer
  return {
    ...actsOnMany(perform, sight),
    acknowledge: (command: AcknowledgeCommand): Promise<CommandAnswer<Alert>> =>
      perform(
        (stage) => told(acknowledge(stage, command, sight.alert)),
        actOn('alert.acknowledge', command, {
          until: command.until,
          note: command.note,
          from: command.from,
        }),
      ),
    unacknowledge: (command: OfAlert): Promise<CommandAnswer<Alert>> =>
      perform(
        (stage) => told(unacknowledge(stage, command, sight.alert)),
        actOn('alert.unacknowledge', command),
      ),
    /** Offers it to somebody, who takes it by acknowledging it (S37). */
    handOver: (command: HandOverCommand): Promise<CommandAnswer<Alert>> =>
      perform(
        (stage) => told(handOver(stage, command, { sees: sight.alert, lasts: offersLast })),
        actOn('alert.hand_over', command, { to: command.to, note: command.note?.text }),
      ),
    /** Withdraws or declines that. */
    endOffer: (command: OfAlert): Promise<CommandAnswer<Alert>> =>
      perform((stage) => told(endOffer(stage, command, sight.alert)), actOn('alert.end_offer', command)),
    /** Writes a note on it (S36). */
    noteAlert: (command: NoteCommand): Promise<CommandAnswer<Alert>> =>
      perform(
        (stage) => told(noteAlert(stage, command, sight.alert)),
        actOn('alert.note', command, { id: command.id, text: command.text }),
      ),
    takeBackNote: (command: OfAlert & Pick<NoteCommand, 'id'>): Promise<CommandAnswer<Alert>> =>
      perform(
        (stage) => told(takeBackNote(stage, command, sight.alert)),
        actOn('alert.take_back_note', command, { id: command.id }),
      ),
    /** Ends an alert by hand (S5); `conflict` when somebody still reports it and that was not confirmed. */
    resolve: (command: ResolveCommand): Promise<CommandAnswer<Alert>> =>
      perform(
        (stage) => told(resolveByHand(stage, command, sight.alert)),
        actOn('alert.resolve', command, { note: command.note }),
      ),
  }
}

function actOn(
  what: string,
  { fingerprint, name }: Pick<AcknowledgeCommand, 'fingerprint' | 'name'>,
  detail?: object,
): Act {
  return { what, as: name, alerts: [fingerprint], detail }
}

/**
 * Stages commands; what could not be stored is an answer, a bug is an error. With an act, the audit log has an entry of
 * it in the same transaction.
 */
export type Perform = <T>(command: Command<CommandAnswer<T>>, act?: Act<T>) => Promise<CommandAnswer<T>>

/** `acted` hears of an act that was committed. */
export interface By {
  readonly actor: Actor
  readonly acted: (actor: Actor, what: string, detail: unknown) => void
}

/** Without `by`, nobody asked for what is done: it is the server's own, and no act. */
export function performer(writer: Writing, by?: By): Perform {
  return async (command, act) => {
    try {
      if (by === undefined || act === undefined) return await writer.do(command)
      const answer = await writer.do((stage) => audited(stage, by.actor, act, command))
      const done = answer.ok && act.done !== undefined ? act.done(answer.value) : {}
      if (answer.ok && done !== undefined) by.acted(by.actor, act.what, done.detail ?? act.detail)
      return answer
    } catch (error) {
      const isElsewhere = error instanceof NotOnDuty
      if (!isElsewhere && (!(error instanceof NotStored) || error.reason === 'bug')) throw error
      return { ok: false, reason: 'unavailable', message: error.message }
    }
  }
}

async function ingestSlice(parts: CommandParts, batch: ReportBatch, before: string): Promise<IngestAnswer> {
  const { writer, metrics, watch } = parts
  try {
    const { answer, stale, crowds } = await writer.do((stage) => {
      const judged = batch.followed?.judging(stage)
      const around = new SliceAround(parts, batch, stage)
      const answer = ingest(stage, batch, around)
      judged?.()
      return { answer, stale: around.stale, crowds: around.crowds }
    })
    if (crowds !== undefined) for (const [limit, count] of crowds) metrics.limited(limit, count)
    if (answer.ok) {
      metrics.ingested(batch.product, 'accepted', answer.accepted - stale)
      metrics.ingested(batch.product, 'stale', stale)
      metrics.ingested(batch.product, 'rejected', answer.rejected.count)
    }
    return answer
  } catch (error) {
    if (!(error instanceof NotStored) || error.reason === 'bug') throw error
    // Whoever was refused may have said that his alerts go on (S4).
    watch.hold()
    return { ok: false, reason: error.reason, message: `${error.message}; ${before}` }
  }
}
