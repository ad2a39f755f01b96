import {
  type BoardAlert,
  type BoardSilence,
  groupKey,
  isGoingOn,
  isSuppressed,
  type Millis,
  parseTime,
  worstFirst,
} from '@watchfloor/contract'
import { lineOf, titleOf, whereAndWhat } from '../../../shared/alert-words.ts'
import { formatCount, plural } from '../../../shared/counts.ts'
import type { InboxRow } from '../../../shared/inbox.ts'
import { formatDuration, zoneName } from '../../../shared/times.ts'
import { reasonText } from '../../state/inbox-words.ts'
import { authorOf, commentOf, matcherTexts, shownSilences } from '../../state/silence-rows.ts'
import { bothTimes, code, plain } from './markdown.ts'
import type { ShiftFacts } from './read-shift.ts'

export interface Shift {
  readonly server: string
  /** Who hands over; null when they never gave a name. */
  readonly name: string | null
  readonly from: Millis
  readonly to: Millis
  readonly alerts: Iterable<BoardAlert>
  readonly silences: Iterable<BoardSilence>
  readonly facts: ShiftFacts
  /** Why the board may not be the present; empty when it is. */
  readonly doubt: string
}

/** A list for people: of more than this many the rest is a number. */
const MOST = 40
const SOON_MS = 12 * 3_600_000

/** What whoever comes next has to know, as Markdown. */
export function digestOf(shift: Shift): string {
  const { server, name, from, to, doubt } = shift
  const by = name === null ? '' : ` By ${plain(lineOf(name))}.`
  const head = [
    `# Handover of ${plain(server)}`,
    '',
    `Shift from ${bothTimes(from, to)} to ${bothTimes(to, to)}; times are ${zoneName(to)}.${by}`,
    ...(doubt === '' ? [] : ['', `**${plain(doubt)}**`]),
  ]
  const parts = [open, endingSilences, heldBack, blind, timedOut].map((part) => part(shift).join('\n'))
  return `${[head.join('\n'), ...parts].join('\n\n')}\n`
}

function open({ alerts, to }: Shift): readonly string[] {
  const firing = worstFirst([...alerts].filter(isGoingOn))
  const seen = firing.filter((alert) => !isSuppressed(alert))
  const owners = new Map<string | null, BoardAlert[]>([[null, []]])
  for (const alert of seen) {
    const owner = alert.acknowledged_by?.name ?? null
    const known = owners.get(owner)
    if (known === undefined) owners.set(owner, [alert])
    else known.push(alert)
  }
  const criticals = seen.filter(({ level }) => level === 'critical').length
  const hidden = firing.length - seen.length
  const hiddenCriticals = firing.filter((alert) => isSuppressed(alert) && alert.level === 'critical').length
  return [
    `## Open: ${plural(seen.length, 'alert')}, ${formatCount(criticals)} critical`,
    ...[...owners].flatMap(([owner, theirs]) =>
      theirs.length === 0
        ? owner === null
          ? ['', 'Nobody is needed: all of them are with somebody, or there are none.']
          : []
        : [
            '',
            `### ${owner === null ? 'Nobody has these' : plain(lineOf(owner))}: ${formatCount(theirs.length)}`,
            ...listed(grouped(theirs), (group) => alertLine(group, to)),
          ],
    ),
    ...(hidden === 0
      ? []
      : [
          '',
          `Hidden by silences, inhibition or mute windows: ${formatCount(hidden)}, ${formatCount(hiddenCriticals)} critical.`,
        ]),
  ]
}

/** By unit of attention, the worst first: a replaced pod is no other trouble. */
function grouped(alerts: readonly BoardAlert[]): readonly (readonly BoardAlert[])[] {
  const groups = new Map<string, BoardAlert[]>()
  for (const alert of alerts) {
    const key = groupKey(alert.labels)
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [alert])
    else known.push(alert)
  }
  return [...groups.values()]
}

function alertLine(group: readonly BoardAlert[], now: Millis): string {
  const [first] = group
  if (first === undefined) return ''
  const count = group.length > 1 ? ` ×${formatCount(group.length)}` : ''
  const note = first.acknowledged_by?.note
  const parts = [
    `**${plain(titleOf(first))}**${count}`,
    plain(whereAndWhat(first)),
    `since ${bothTimes(parseTime(first.starts_at) ?? now, now)}`,
    first.unconfirmed ? 'unconfirmed: its source is quiet' : '',
    note === undefined ? '' : `note: ${plain(lineOf(note))}`,
  ]
  return parts.filter(Boolean).join(' · ')
}

function endingSilences({ silences, alerts, to }: Shift): readonly string[] {
  const ending = shownSilences(silences)
    .filter(({ state }) => state === 'active')
    .map((silence) => ({ silence, end: parseTime(silence.ends_at) ?? Infinity }))
    .filter(({ end }) => end - to <= SOON_MS)
    .sort((a, b) => a.end - b.end)
  const all = [...alerts]
  return [
    '## Silences that end within 12 h',
    ...listed(ending, ({ silence, end }) => {
      const hides = all.filter((alert) => isGoingOn(alert) && alert.silenced_by.includes(silence.id))
      const criticals = hides.filter(({ level }) => level === 'critical').length
      const what = `hides ${formatCount(hides.length)} now, ${formatCount(criticals)} critical`
      const comment = plain(commentOf(silence) ?? 'without a comment')
      const matchers = code(matcherTexts(silence).join(', '))
      return `**${comment}** · by ${plain(authorOf(silence))} · ends ${bothTimes(end, to)} · ${what} · ${matchers}`
    }),
  ]
}

function heldBack({ facts, to }: Shift): readonly string[] {
  const heading = '## Notifications that were held back'
  if (facts.told === null)
    return [heading, '', 'Not known here: only the desktop app holds notifications back.']
  const held = facts.told.filter(({ decision, kind }) => decision === 'hold' && kind !== 'connection')
  return [heading, ...listed(held, (row) => toldLine(row, to))]
}

function toldLine(row: InboxRow, now: Millis): string {
  const at = bothTimes(parseTime(row.at) ?? now, now)
  return [at, `**${plain(row.title)}**`, plain(row.body), reasonText(row)].filter(Boolean).join(' · ')
}

function blind({ facts, to }: Shift): readonly string[] {
  const heading = '## Blind times'
  if (facts.blind === null) return [heading, '', NOT_READ]
  const lines = [
    ...facts.blind.map(({ component, what, from, to: end }) => {
      const began = from === null ? 'since before this shift' : `from ${bothTimes(from, to)}`
      const over = end === null ? 'and still is' : `until ${bothTimes(end, to)}`
      const lasted = from === null ? '' : `, ${formatDuration((end ?? to) - from)}`
      return `**${plain(lineOf(component))}** was ${what} ${began} ${over}${lasted}`
    }),
    ...(facts.told ?? [])
      .filter(({ kind }) => kind === 'connection')
      .map((row) => `This desk: ${toldLine(row, to)}`),
  ]
  return [heading, ...listed(lines, (line) => line)]
}

function timedOut({ facts, to }: Shift): readonly string[] {
  const heading = '## Ended without a word'
  if (facts.lost === null) return [heading, '', NOT_READ]
  return [
    heading,
    '',
    'Their senders stopped sending them. Nobody knows whether they are over.',
    ...listed(facts.lost, (alert) => {
      const at = parseTime(alert.resolved_at ?? alert.ends_at ?? '') ?? to
      return [`**${plain(titleOf(alert))}**`, plain(whereAndWhat(alert)), bothTimes(at, to)]
        .filter(Boolean)
        .join(' · ')
    }),
    ...(facts.isCut
      ? ['', 'The log of this shift is longer than what was read: earlier ones are missing.']
      : []),
  ]
}

const NOT_READ = '**Not known: the server’s history could not be read.**'

function listed<T>(all: readonly T[], line: (one: T) => string): readonly string[] {
  if (all.length === 0) return ['', 'None.']
  const more = all.length - MOST
  return [
    '',
    ...all.slice(0, MOST).map((one) => `- ${line(one)}`),
    ...(more > 0 ? [`- and ${formatCount(more)} more`] : []),
  ]
}
