import { type Alert, type AlertHistory, type Board, type Millis, parseTime } from '@watchfloor/contract'
import { fullWhereOf, lineOf, nameOf } from '../../../shared/alert-words.ts'
import { alertPath } from '../../../shared/page-paths.ts'
import { formatCalmly, momentText } from '../../../shared/times.ts'
import { quietSources } from '../../state/trust.ts'

type Logged = AlertHistory['events'][number]

/** One reason why the alert stands as it does. */
export interface WhyLine {
  readonly key: string
  readonly text: string
  /** Where it can be looked at or changed, as `/path`. */
  readonly place?: { readonly path: string; readonly label: string }
}

/** One plain sentence for each thing that holds the alert back or in hand. `history` is null until it is read. */
export function whyLines(
  alert: Alert,
  board: Board,
  history: readonly Logged[] | null,
  now: Millis,
): readonly WhyLine[] {
  const since = (holds: (data: Logged['data']) => boolean): string => {
    const at = sinceOf(alert, history, holds)
    return at === null ? '' : `, since ${momentText(at, now)}`
  }
  return [
    ...alert.silenced_by.map((id) => {
      const begun = since((data) => data.silenced_by.includes(id))
      return silenceLine(id, board, begun, now)
    }),
    ...alert.inhibited_by.map(({ fingerprint, rule }) => {
      const begun = since((data) => data.inhibited_by.some((one) => one.fingerprint === fingerprint))
      const other = board.alerts.get(fingerprint)
      const name =
        other === undefined ? 'an alert that left the board' : `${nameOf(other)} ${fullWhereOf(other)}`.trim()
      return {
        key: `inhibitor ${fingerprint}`,
        text: `Inhibited by ${name} (rule ${lineOf(rule)})${begun}.`,
        place: { path: alertPath(fingerprint), label: 'Open' },
      }
    }),
    ...alert.muted_by.map((name) => ({
      key: `mute ${name}`,
      text: `Muted by the time interval ${lineOf(name)}${since((data) => data.muted_by.includes(name))}.`,
    })),
    ...acknowledgementLine(alert, now),
    ...(alert.unconfirmed
      ? [
          unconfirmedLine(
            board,
            since((data) => data.unconfirmed),
            now,
          ),
        ]
      : []),
    ...(alert.flapping > 0
      ? [{ key: 'flapping', text: `Flapping: it fired ${alert.flapping} times in a short while.` }]
      : []),
  ]
}

function silenceLine(id: string, board: Board, begun: string, now: Millis): WhyLine {
  const place = { path: `/silences/${encodeURIComponent(id)}`, label: 'Change' }
  const silence = board.silences.get(id)
  if (silence === undefined)
    return { key: `silence ${id}`, text: `Silenced by ${lineOf(id)}${begun}.`, place }
  const ends = parseTime(silence.ends_at) ?? now
  const by = silence.created_by === '' ? '' : ` by ${lineOf(silence.created_by)}`
  const left = ends > now ? `${momentText(ends, now)} (${formatCalmly(ends - now)} left)` : 'now'
  const why = silence.comment === '' ? '' : ` “${lineOf(silence.comment)}”`
  return { key: `silence ${id}`, text: `Silenced${by}${begun}, until ${left}.${why}`, place }
}

function acknowledgementLine(alert: Alert, now: Millis): readonly WhyLine[] {
  const own = alert.acknowledged_by
  if (own === null) return []
  const at = parseTime(own.at) ?? now
  const ends = parseTime(own.ends_at ?? '')
  const until = {
    resolved: 'until it resolves',
    worse: 'until it gets worse',
    time: ends === undefined ? 'for a time' : `until ${momentText(ends, now)}`,
  }[own.until]
  const note = own.note ? ` “${lineOf(own.note)}”` : ''
  return [
    {
      key: 'acknowledged',
      text: `${lineOf(own.name)} has it since ${momentText(at, now)}, ${until}.${note}`,
    },
  ]
}

/** Which of several quiet sources is its own is not known here, so all are named. */
function unconfirmedLine(board: Board, begun: string, now: Millis): WhyLine {
  const quiet = quietSources(board.health.values()).map(
    ({ component, since }) => `${lineOf(component)} since ${momentText(parseTime(since) ?? now, now)}`,
  )
  const sources = quiet.length === 0 ? '' : ` Quiet: ${quiet.join(', ')}.`
  return {
    key: 'unconfirmed',
    text: `Unconfirmed${begun}: not known to be over, not known to go on.${sources}`,
  }
}

/** When something began to hold without a break, within this life. History is newest first. */
function sinceOf(
  alert: Alert,
  history: readonly Logged[] | null,
  holds: (data: Logged['data']) => boolean,
): Millis | null {
  let since: Millis | null = null
  for (const event of history ?? []) {
    if (event.data.life !== alert.life || !holds(event.data)) break
    since = parseTime(event.timestamp) ?? null
  }
  return since
}
