import type { LabelSet, Level, LifeFate, Millis, Scope, StreamFilter } from '@watchfloor/contract'
import { hourOf } from './count-lives.ts'
import { filterOf, type Scannable, type Scanned, scanEvents } from './event-scan.ts'

/** Where a life stands among all: by when it began, then by what tells those of one moment apart. */
export interface LifePlace {
  readonly began: Millis
  readonly level: string
  readonly sequence: number
}

/** Lives that are looked for, newest first; plain data, because another thread looks. */
export interface LifeScan {
  /** Lives that began earlier than this one; undefined begins at the newest. */
  readonly before: LifePlace | undefined
  /** When they began, `to` not included. */
  readonly from: Millis
  readonly to: Millis
  /** Of one alert only. */
  readonly fingerprint: string | undefined
  /** That this person took first. */
  readonly owner: string | undefined
  readonly fate: LifeFate | undefined
  /** That began in this hour of the day, by a clock that is so far ahead of UTC. */
  readonly hour: { readonly hour: number; readonly offset: Millis } | undefined
  /** One that compiles; only what it says of labels and levels. */
  readonly filter: StreamFilter
  readonly scope?: Scope | undefined
  /** Steps that its expressions may take. */
  readonly steps: number
  /** So many are answered at most. */
  readonly most: number
}

/** A life as it is stored. */
export interface StoredLife extends LifePlace {
  readonly epoch: string
  readonly fingerprint: string
  readonly alertname: string
  readonly level: Level
  readonly labels: LabelSet
  readonly acknowledged: Millis | null
  readonly owner: string | null
  readonly note: string | null
  readonly ended: Millis | null
  readonly ended_by: string | null
}

export interface ScannedLives extends Pick<Scanned<unknown>, 'looked' | 'steps'> {
  readonly lives: readonly StoredLife[]
  /** The last one that was looked at; undefined where there is none to look at. */
  readonly last: LifePlace | undefined
}

/** What of a life is looked at before its labels are. */
export type LifeFacts = LifePlace & Pick<StoredLife, 'acknowledged' | 'owner' | 'ended' | 'ended_by'>

/** Looks through lives, each with the event that began it, newest first. `monotonic`: ms. */
export function scanLives<L extends { readonly life: LifeFacts } & Omit<Scannable, 'at'>>(
  lives: Iterable<L>,
  scan: LifeScan,
  monotonic: () => number,
): Omit<ScannedLives, 'lives'> & { readonly found: readonly L[] } {
  let last: LifePlace | undefined
  function* events(): Generator<L & Scannable> {
    for (const one of lives) {
      const { began, level, sequence } = one.life
      last = { began, level, sequence }
      // What is not asked for has no time within the span, so that it counts as looked at.
      yield Object.assign(one, { at: isAskedFor(one.life, scan) ? began : Number.NaN })
    }
  }
  const asked = { ...scan, wants: 'events' } as const
  const { events: found, looked, steps } = scanEvents(events(), asked, filterOf(scan), monotonic)
  return { found, last, looked, steps }
}

function isAskedFor(life: LifeFacts, { owner, fate, hour }: LifeScan): boolean {
  if (owner !== undefined && life.owner !== owner) return false
  if (hour !== undefined && hourOf(life.began + hour.offset) !== hour.hour) return false
  switch (fate) {
    case undefined:
      return true
    case 'firing':
      return life.ended === null
    case 'resolved':
      return life.ended !== null && life.ended_by !== 'timeout'
    case 'lost':
      return life.ended_by === 'timeout'
    case 'acknowledged':
      return life.acknowledged !== null
    case 'unowned':
      return life.acknowledged === null && life.ended !== null
  }
}
