import {
  type Acknowledgement,
  type Alert,
  type AlertHistory,
  type Board,
  isBlank,
  type Millis,
  type Obstacle,
  OUTSIDE,
  obstaclesOf,
  parseTime,
} from '@watchfloor/contract'
import { fullWhereOf, lineOf, nameOf } from '../../../shared/alert-words.ts'
import { alertPath } from '../../../shared/page-paths.ts'
import { formatCalmly, momentText } from '../../../shared/times.ts'
import { commentOf } from '../../state/silence-rows.ts'
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
  return obstaclesOf(alert, history ?? []).map((obstacle) => lineFor(obstacle, board, now))
}

function lineFor(obstacle: Obstacle, board: Board, now: Millis): WhyLine {
  const begun =
    'since' in obstacle && obstacle.since !== undefined
      ? `, since ${momentText(parseTime(obstacle.since) ?? now, now)}`
      : ''
  switch (obstacle.kind) {
    case 'silence':
      return silenceLine(obstacle.id, board, begun, now)
    case 'inhibition': {
      const { fingerprint, rule } = obstacle
      if (fingerprint === OUTSIDE.fingerprint)
        return { key: 'inhibitor outside', text: `Inhibited by an alert ${OUTSIDE.rule}${begun}.` }
      const other = board.alerts.get(fingerprint)
      const name =
        other === undefined ? 'an alert that left the board' : `${nameOf(other)} ${fullWhereOf(other)}`.trim()
      return {
        key: `inhibitor ${fingerprint}`,
        text: `Inhibited by ${name} (rule ${lineOf(rule)})${begun}.`,
        place: { path: alertPath(fingerprint), label: 'Open' },
      }
    }
    case 'mute': {
      const { interval } = obstacle
      return { key: `mute ${interval}`, text: `Muted by the time interval ${lineOf(interval)}${begun}.` }
    }
    case 'acknowledgement':
      return acknowledgementLine(obstacle.own, now)
    case 'unconfirmed':
      return unconfirmedLine(board, begun, now)
    case 'flapping':
      return {
        key: 'flapping',
        text: `Flapping${begun}: it fired ${obstacle.lives} times. It is one alert until nothing changes for 15 min.`,
      }
  }
}

function silenceLine(id: string, board: Board, begun: string, now: Millis): WhyLine {
  const place = { path: `/silences/${encodeURIComponent(id)}`, label: 'Change' }
  const silence = board.silences.get(id)
  if (silence === undefined)
    return { key: `silence ${id}`, text: `Silenced by ${lineOf(id)}${begun}.`, place }
  const ends = parseTime(silence.ends_at) ?? now
  const by = isBlank(silence.created_by) ? '' : ` by ${lineOf(silence.created_by)}`
  const left = ends > now ? `${momentText(ends, now)} (${formatCalmly(ends - now)} left)` : 'now'
  const comment = commentOf(silence)
  const why = comment === undefined ? '' : ` “${comment}”`
  return { key: `silence ${id}`, text: `Silenced${by}${begun}, until ${left}.${why}`, place }
}

function acknowledgementLine(own: Acknowledgement, now: Millis): WhyLine {
  const at = parseTime(own.at) ?? now
  const ends = parseTime(own.ends_at ?? '')
  const until = {
    resolved: 'until it resolves',
    worse: 'until it gets worse',
    time: ends === undefined ? 'for a time' : `until ${momentText(ends, now)}`,
  }[own.until]
  const note = own.note === undefined || isBlank(own.note) ? '' : ` “${lineOf(own.note)}”`
  return {
    key: 'acknowledged',
    text: `${lineOf(own.name)} has it since ${momentText(at, now)}, ${until}.${note}`,
  }
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
