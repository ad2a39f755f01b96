import type {
  Acknowledgement,
  Alert,
  BoardSnapshot,
  BulkAnswer,
  LabelSet,
  Level,
  LoggedEvent,
  MatcherData,
  Millis,
  Reporter,
  Silence,
  StatsEvent,
} from '@watchfloor/contract'
import type { Routing } from '../alertmanager/routing.ts'
import type { CutShort } from '../health/cut-short.ts'
import type { RefusedMessage } from '../health/refused-message.ts'
import type { PastBoard } from '../history/past-board.ts'
import type { HistoryPage, HistoryQuery } from '../history/read-history.ts'
import type { Statistics } from '../history/statistics.ts'
import type { EventLog } from '../log/event-log.ts'
import type { SaveOutcome } from '../silences/save-silence.ts'
import type { SilenceAround } from '../silences/silence-around.ts'
import type { Stage } from './stage.ts'

/** One alert as any source reports it, before it is judged. Times that were not set (zero, null) are undefined. */
export interface AlertInput {
  readonly labels: LabelSet
  readonly annotations: LabelSet
  readonly startsAt: Millis | undefined
  /** At or before receipt: an explicit resolve. Later: a deadline (S2). */
  readonly endsAt: Millis | undefined
  readonly generatorURL: string | undefined
}

/** S1: *direct* is API v2 and generic; *relayed* is a webhook of Alertmanager or Grafana. */
export type Entry = 'direct' | 'relayed'

/** All alerts of one request. */
export interface ReportBatch {
  readonly entry: Entry
  /** Product that sent it, for its health row: `Prometheus`, `Alertmanager`, `amtool`, `Grafana`, or `Script`. */
  readonly product: string
  /** Principal's name, else remote address (S1). */
  readonly sender: string
  readonly alerts: readonly AlertInput[]
  /** Reasons why other alerts of the same request could not be read; they count as rejected. */
  readonly unreadable?: readonly string[]
  /** Receiver that an Alertmanager webhook names, else undefined. */
  readonly receiver: string | undefined
  /** How many alerts of which group a webhook message left out, 0 too; undefined where nothing can be left out. */
  readonly leftOut?: Pick<CutShort, 'group' | 'alerts'>
}

/** Accepted alerts are committed when this arrives. `rejected` holds one reason for each alert that was not. */
export type IngestAnswer =
  | { readonly ok: true; readonly accepted: number; readonly rejected: readonly string[] }
  | { readonly ok: false; readonly reason: 'overloaded' | 'store'; readonly message: string }

/** What came of a command. `conflict`: the world has moved on; `not_found`; `invalid`: see message; `store`: not kept. */
export type CommandAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false
      readonly reason: 'not_found' | 'conflict' | 'invalid' | 'store'
      readonly message: string
    }

export interface AcknowledgeCommand {
  readonly fingerprint: string
  readonly life: string | undefined
  readonly name: string
  readonly until: Acknowledgement['until']
  readonly endsAt: Millis | undefined
  readonly note: string | undefined
}

export interface ResolveCommand {
  readonly fingerprint: string
  readonly life: string | undefined
  readonly name: string
  readonly note: string | undefined
}

export interface SilenceInput {
  readonly id: string | undefined
  readonly matchers: readonly MatcherData[]
  readonly startsAt: Millis
  readonly endsAt: Millis
  readonly createdBy: string
  readonly comment: string
  /** Undefined: the client knows none, and says nothing of those that there are. */
  readonly annotations: LabelSet | undefined
}

/** How a silence is asked for on our own API. */
export interface SaveOptions {
  /** It is meant, however much it hides. */
  readonly confirmed: boolean
  /** Does it end when the alerts that it hides now have resolved? Undefined: as it was. */
  readonly untilResolved: boolean | undefined
  /** Names of the upstreams that a new one is written to; undefined: those that the settings say. */
  readonly upstreams?: readonly string[] | undefined
}

/** What Alertmanager's API shows besides our own payload. */
export interface ApiAlert {
  readonly alert: Alert
  /** As its reporter last sent them; the alert's own are those that were last published (S7). */
  readonly annotations: LabelSet
  /** Deadline of a firing alert, as API v2 must always give one. */
  readonly endsAt: Millis
  readonly updatedAt: Millis
}

/** `at` is the slice's start. */
export type ActivitySlice = { readonly at: string } & Readonly<Record<Level, number>>

/** Everything that the server's edges may ask of its heart. All commands are answered after their commit. */
export interface Core {
  readonly log: EventLog
  readonly ingest: (batch: ReportBatch) => Promise<IngestAnswer>
  /** Shows on the sender's health row that a whole request was not taken; keeps nothing else of it. */
  readonly refused: (message: RefusedMessage) => Promise<CommandAnswer<void>>
  readonly acknowledge: (command: AcknowledgeCommand) => Promise<CommandAnswer<Alert>>
  readonly unacknowledge: (command: {
    readonly fingerprint: string
    readonly life: string | undefined
    readonly name: string
  }) => Promise<CommandAnswer<Alert>>
  /** Ends an unconfirmed alert by hand (S5); `conflict` for any other, whose source still speaks. */
  readonly resolve: (command: ResolveCommand) => Promise<CommandAnswer<Alert>>
  /** Answers the silence's id. One that hides much of the board is made and told, unless the settings refuse it. */
  readonly setSilence: (input: SilenceInput, confirmed?: boolean) => Promise<CommandAnswer<string>>
  /** Makes or changes a silence. One that hides much of the board is only made when that was confirmed. */
  readonly saveSilence: (input: SilenceInput, options: SaveOptions) => Promise<CommandAnswer<SaveOutcome>>
  readonly expireSilence: (id: string, by: string) => Promise<CommandAnswer<void>>
  /** Ends many at once, in one transaction; says of each what became of it. */
  readonly expireSilences: (
    ids: readonly string[],
    by: string,
  ) => Promise<CommandAnswer<BulkAnswer['results']>>
  /** For those who keep silences alike with others: one transaction of theirs. */
  readonly changeSilences: <T>(run: (stage: Stage, around: SilenceAround) => T) => Promise<CommandAnswer<T>>
  /** Other inhibition rules and receivers from now on; resolves when what they change is committed. */
  readonly route: (routing: Routing) => Promise<void>
  /** The board exactly at its cursor (S19). */
  readonly board: () => BoardSnapshot
  readonly alert: (
    fingerprint: string,
  ) => (ApiAlert & { readonly reporters: readonly Reporter[] }) | undefined
  /** Firing alerts, sorted by fingerprint. */
  readonly alerts: () => readonly ApiAlert[]
  /** The same, as they are now, each made when it is come to: there may be very many. */
  readonly eachAlert: () => Iterable<ApiAlert>
  /** One silence that is still remembered. */
  readonly silence: (id: string) => Silence | undefined
  /** All silences still remembered, expired ones too. */
  readonly silences: () => readonly Silence[]
  /** Events of one alert, newest first. */
  readonly history: (fingerprint: string, limit: number) => Promise<readonly LoggedEvent[]>
  /** The log as history: by time, filter and alert, newest first. */
  readonly readHistory: (query: HistoryQuery) => Promise<HistoryPage>
  /** How many lives began in each slice of a span of time, by level; for charts. */
  /** Numbers of the lives that began in a span; `filling` while an earlier version's history is being read in. */
  readonly statistics: (from: Millis, to: Millis) => Promise<Statistics | 'filling'>
  /** The board as it stood at a past time. */
  readonly pastBoard: (time: Millis) => Promise<PastBoard>
  readonly activity: (from: Millis, to: Millis, slices: number) => Promise<readonly ActivitySlice[]>
  /** Latest statistics, and every new one (class B). */
  readonly stats: () => StatsEvent
  readonly subscribeStats: (listener: (event: StatsEvent) => void) => () => void
  readonly now: () => Millis
  /** Ends timers and the store; what was accepted is kept. */
  readonly close: () => Promise<void>
}
