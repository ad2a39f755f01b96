import type { Freshness } from '@watchfloor/client'
import { type Board, isGoingOn } from '@watchfloor/contract'
import type { DeskState } from '../../shared/desk-state.ts'
import type { InboxRow } from '../../shared/inbox.ts'
import type { ConnectionChange } from './connection-history.ts'
import { type Known, textWithoutSecrets, withoutSecrets } from './without-secrets.ts'

/** What this app is and runs on. */
export type Versions = Readonly<Record<string, string>>

export interface ReportFacts {
  /** When it is made, RFC 3339. */
  readonly at: string
  readonly versions: Versions
  readonly desk: DeskState
  readonly freshness: Freshness | null
  readonly changes: readonly ConnectionChange[]
  /** Null while nothing is known. */
  readonly board: Board | null
  readonly inbox: readonly InboxRow[]
  /** The end of this app's log. */
  readonly log: string
  /** The person wants the alerts to be in it, with their labels. */
  readonly withAlerts: boolean
}

/** So many of the last decisions are told. */
const MOST_ROWS = 500

/** The files of a report, by name: text that a person can read before they send it, and nothing secret. */
export function reportFiles(facts: ReportFacts, known: Known): Readonly<Record<string, string>> {
  const { at, versions, desk, freshness, changes, board, inbox, log, withAlerts } = facts
  const json = (value: unknown): string => `${JSON.stringify(withoutSecrets(value, known), null, 2)}\n`
  const { settings, administrator, token, notifications, trouble } = desk
  return {
    'README.txt': readme(at, withAlerts),
    'versions.json': json({ made_at: at, ...versions }),
    'settings.json': json({
      settings: { ...settings, name: settings.name === null ? null : '(given)' },
      administrator,
      token_place: token,
      notifications,
      trouble,
    }),
    'connection.json': json({ server: settings.server, now: freshness, changes }),
    'health.json': json(board === null ? null : [...board.health.values()]),
    'board.json': json(board === null ? null : countsOf(board)),
    'told.json': json(inbox.slice(-MOST_ROWS).map(decisionOf)),
    ...(withAlerts && { 'alerts.json': json([...(board?.alerts.values() ?? [])]) }),
    'log.txt': textWithoutSecrets(log, known),
  }
}

/** What was decided and what became of it, without what it said: that names alerts. */
function decisionOf({
  at,
  kind,
  level,
  decision,
  reason,
  count,
  outcome,
  outcome_at,
  error,
  is_read,
}: InboxRow) {
  const failed = error === undefined ? {} : { error }
  return { at, kind, level, decision, reason, count, outcome, outcome_at, ...failed, is_read }
}

function countsOf({ alerts, silences, stats, left_out }: Board) {
  const by_level: Record<string, number> = {}
  let taken = 0
  let unconfirmed = 0
  for (const { status, level, acknowledged_by, unconfirmed: isUnconfirmed, episode } of alerts.values()) {
    if (isGoingOn({ status, episode })) by_level[level] = (by_level[level] ?? 0) + 1
    if (acknowledged_by != null) taken++
    if (isUnconfirmed) unconfirmed++
  }
  return { alerts: alerts.size, by_level, taken, unconfirmed, silences: silences.size, stats, left_out }
}

function readme(at: string, withAlerts: boolean): string {
  return `Watchfloor: a report of this desk, made ${at}

Look through it before you send it. Nobody has been sent anything.

versions.json    this app, and what it runs on
settings.json    settings in force, and whether this computer can notify
connection.json  the server's address, how this desk receives, and the last changes of that
health.json      the health rows of the board: names of sources, and what is wrong with them
board.json       how many alerts and silences there are
told.json        what was notified or held back, when and why; not what it said
${withAlerts ? 'alerts.json      the alerts of the board with their labels and annotations, as you asked\n' : ''}log.txt          the end of this app's own log

Taken out: the token and whatever else is named or looks like one, names, passwords, queries and
most paths of addresses, and your home folder.${withAlerts ? '' : ' The alerts, their labels and what notifications said are not\nin it.'} What somebody wrote as plain words nobody can tell apart: read log.txt${withAlerts ? ' and alerts.json' : ''}.
`
}
