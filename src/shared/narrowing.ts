import { type Alert, LEVELS, type Level } from '@watchfloor/contract'
import { type Condition, eachCondition, readConditions } from './conditions.ts'

/** A part of a view that was asked for and cannot be read. While there is one, nothing is shown (S28). */
export interface Unread {
  /** The parameter that it stands in. */
  readonly name: 'filter' | 'severity' | 'view'
  readonly text: string
  readonly why: string
}

/** What a view leaves out, and what it keeps. */
export interface Narrowing {
  /** Conditions, ANDed, as written: Alertmanager matchers, and what else can be asked of an alert. */
  readonly filter: readonly string[]
  /** Words that must all appear in the name, the summary or a label value. */
  readonly text: string
  /** Empty: every level. */
  readonly levels: readonly Level[]
  /** Only what I have acknowledged. */
  readonly mine: boolean
  readonly unread: readonly Unread[]
}

export const NO_NARROWING: Narrowing = { filter: [], text: '', levels: [], mine: false, unread: [] }

/** Reads it from the query of a view. What cannot be read stands beside the rest, and then nothing passes (S28). */
export function readNarrowing(parameters: URLSearchParams): Narrowing {
  const { filter, unread } = readFilter(parameters.getAll('filter'))
  const levels = words(parameters.getAll('severity').join(','))
  const view = parameters.get('view') ?? ''
  return {
    filter,
    text: parameters.get('q') ?? '',
    levels: LEVELS.filter((level) => levels.includes(level)),
    mine: view === 'mine',
    unread: [
      ...unread,
      ...levels
        .filter((text) => !LEVELS.some((level) => level === text))
        .map((text) => ({ name: 'severity' as const, text, why: `there are ${LEVELS.join(', ')}` })),
      ...(view === '' || view === 'mine'
        ? []
        : [{ name: 'view' as const, text: view, why: 'there is only "mine"' }]),
    ],
  }
}

/** Does it leave anything out? */
export function isNarrow({ filter, text, levels, mine, unread }: Narrowing): boolean {
  return filter.length > 0 || text !== '' || levels.length > 0 || mine || unread.length > 0
}

/** Do both leave out the same, however they are written? */
export function isSameNarrowing(a: Narrowing, b: Narrowing): boolean {
  return narrowingKey(a) === narrowingKey(b)
}

function narrowingKey({ filter, text, levels, mine, unread }: Narrowing): string {
  return JSON.stringify([[...filter].sort(), text.trim(), levels, mine, unread.map((one) => one.text).sort()])
}

/** What passes. `name` is the person's own, for `mine`. */
export function narrowingTest(
  { filter, text, levels, mine, unread }: Narrowing,
  name: string | null,
): Condition {
  const conditions = readConditions(filter)
  if (!conditions.ok || unread.length > 0) return () => false
  const wantedLevels = levels.length === 0 ? null : new Set(levels)
  const wanted = text.split(/\s+/).filter(Boolean).map(holding)
  return (alert: Alert) => {
    if (wantedLevels !== null && !wantedLevels.has(alert.level)) return false
    if (mine && (name === null || alert.acknowledged_by?.name !== name)) return false
    if (!conditions.value(alert)) return false
    return wanted.every((word) => isIn(word, alert.labels) || isIn(word, alert.annotations))
  }
}

/** A test for texts that hold the word, in either case. Nothing is copied: 10,000 alerts are looked through at a key. */
function holding(word: string): RegExp {
  return new RegExp(word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'iu')
}

function isIn(word: RegExp, texts: Readonly<Record<string, string>>): boolean {
  for (const name in texts) if (word.test(texts[name] as string)) return true
  return false
}

/** The conditions that can be read, each once, and those that cannot, alone or beside the others. */
function readFilter(texts: readonly string[]): Pick<Narrowing, 'filter' | 'unread'> {
  const filter: string[] = []
  const unread: Unread[] = []
  for (const text of new Set(texts)) {
    const each = (eachCondition(text) ?? [text]).filter((one) => !filter.includes(one))
    const together = readConditions([...filter, ...each])
    if (together.ok) for (const one of each) filter.push(one)
    else unread.push({ name: 'filter', text, why: together.error })
  }
  return { filter, unread }
}

function words(list: string): readonly string[] {
  const all = list.split(',').map((word) => word.trim())
  return [...new Set(all)].filter((word) => word !== '')
}
