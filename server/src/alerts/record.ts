import {
  type Acknowledgement,
  type Inhibitor,
  isOfLife,
  type LabelSet,
  type Millis,
  type Note,
  type ResolvedBy,
} from '@watchfloor/contract'
import type { Static } from 'typebox'
import type { Principal } from '../access/principal.ts'
import { remembered } from '../ground/remembered.ts'
import type { Entry } from './alert-input.ts'

/** What one reporter last said of an alert in its present life (S1). */
export interface Report {
  readonly entry: Entry
  /** Component name of the source's health row. */
  readonly source: string
  /** Replica labels that it came with, where they are configured (S1). */
  readonly replica?: LabelSet | undefined
  readonly status: 'firing' | 'ended' | 'expired'
  readonly startsAt: Millis
  /** The start is our clock's, because the sender gave none: no time of a sender's is compared with it (S3). */
  readonly ourStart?: true | undefined
  /** Deadline while firing, else the end. */
  readonly endsAt: Millis
  /** Its sender's clock is slow (S11): the end that it gave, while the deadline is ours. */
  readonly slowEnd?: Millis | undefined
  /** The deadline, or the end, is our clock's, because the sender gave none. */
  readonly timeout: boolean
  readonly firstAt: Millis
  readonly updatedAt: Millis
  readonly annotations: LabelSet
  readonly generatorURL: string | undefined
  /** The level that it gave beside what the alert is (S8). */
  readonly severity?: string | undefined
  /** It stands for several, because the alert has very many reporters (S1). */
  readonly others?: true | undefined
  /** The credential that may only send: what it says takes nothing away from what others say (S3). */
  readonly bound?: string | undefined
  /** The credential of one that speaks for all. */
  readonly owner?: string | undefined
}

/** How an alert flaps (S10). */
export interface Episode {
  /** When the first of its lives began. */
  readonly since: Millis
  readonly lives: number
  /** When a life last began or ended. */
  readonly changedAt: Millis
}

/** Reports of one alert, by reporter key. */
export type Reports = Readonly<Record<string, Report>>

/**
 * All that is kept of one alert; plain data, replaced whole, stored as JSON. `starts`, `annotations` and
 * `generatorURL` are what was last published, so that only a difference publishes again (S7).
 */
export interface AlertRecord {
  readonly fingerprint: string
  readonly labels: LabelSet
  /** Its severity is a level that changes: it stands among the labels, and is no part of the fingerprint (S8). */
  readonly levelled?: true | undefined
  /** Cursor of the event that opened the present or last life (S6). */
  readonly life: string
  readonly status: 'firing' | 'resolved'
  readonly startsAt: Millis
  /** End of the last life; undefined while firing. */
  readonly endsAt: Millis | undefined
  readonly resolvedBy: ResolvedBy | undefined
  readonly annotations: LabelSet
  /** When annotations were last published; a change of them alone waits for 5 minutes (S7). */
  readonly annotationsAt: Millis
  readonly generatorURL: string | undefined
  /** By reporter key; those of the present or last life. */
  readonly reports: Reports
  /**
   * The latest time that a sender gave of a life that ended explicitly; what a relay says about earlier times is stale
   * (S3).
   */
  readonly lastExplicitEnd: Millis | undefined
  /** The same of lives that ended by a word that holds for its own credential only, by that credential. */
  readonly boundEnds?: Readonly<Record<string, Millis>> | undefined
  readonly unconfirmed: boolean
  /** When the lives within the flapping window began (S10). */
  readonly lives: readonly Millis[]
  /** It flaps: all its lives are one thing, which goes on in a quiet moment too (S10). */
  readonly episode?: Episode | undefined
  /** With which life it turned out to flap; kept until the next life that is not of the episode. */
  readonly firstLife?: string | undefined
  readonly acknowledged: Readonly<Static<typeof Acknowledgement>> | null
  /** Its severity when somebody took it until worse (S9). */
  readonly takenAs?: string | undefined
  /** Who took it, for the rules of the silence that may stand for that. */
  readonly takenBy?: Pick<Principal, 'id' | 'subject' | 'name' | 'role' | 'anonymous'> | undefined
  /** What people wrote of this life, oldest first (S36); absent when nothing. */
  readonly notes?: readonly Note[] | undefined
  readonly silencedBy: readonly string[]
  readonly inhibitedBy: readonly Readonly<Static<typeof Inhibitor>>[]
  readonly mutedBy: readonly string[]
  readonly receivers: readonly string[]
  /** Who opened the present or last life: in his budget it counts. Absent in what an earlier version stored. */
  readonly opener?: string
  /** Always-firing pipeline heartbeat: a health row, never a board row, so it publishes no events (S12). */
  readonly heartbeat: boolean
  /** Sequence of the event that last showed this alert. */
  readonly sequence: number
  /**
   * By our clock; of what is over, when it was taken for that: its `endsAt` may be by a clock that is wrong (S11). Of a
   * quiet moment the episode says when it began.
   */
  readonly updatedAt: Millis
}

/** The empty list of all alerts: most have several, and memory is for what they say. */
export const NONE: readonly never[] = []

/** Is this one of the lives that it is taken by now (S10)? */
export function isLifeOf({ life, firstLife }: AlertRecord, meant: string): boolean {
  return isOfLife({ life, ...(firstLife !== undefined && { first_life: firstLife }) }, meant)
}

/** In the place of an origin or a sender: whoever has no key of his own. */
export const OTHERS = '*'
/** No host has a name as long as this. */
const LONGEST_ORIGIN = 300

/** Reporter key of S1: entry, credential or address, origin of the generator's URL, and which replica, if it says so. */
export function reporterKey(
  entry: Entry,
  sender: string,
  origin: string | undefined,
  replica?: string,
): string {
  const key = `${entry}|${sender}|${origin ?? ''}`
  return replica === undefined ? key : `${key}|${replica}`
}

/** `scheme://host:port` of a generator's URL; undefined when there is none, or it is too long to be one. */
export function originOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined
  const start = upToPath(url)
  return start === undefined || start.length > LONGEST_ORIGIN ? parsedOrigin(url) : originAt(start)
}

/** What of a URL decides its origin, where that is plain to see: a parser passes over tabs and ends of lines, and looks on. */
export function upToPath(url: string): string | undefined {
  return UP_TO_PATH.exec(url)?.[0]
}

const UP_TO_PATH = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\\\s]+(?=[/?#\\]|$)/i

/** Senders are few, and each sends again and again. */
const originAt = remembered(parsedOrigin)

function parsedOrigin(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { origin } = new URL(url)
  return origin === 'null' || origin.length > LONGEST_ORIGIN ? undefined : origin
}

/**
 * Reports that keep the alert firing (S3): unexpired direct ones; and relayed ones, unless a direct reporter who may
 * speak for them said that it fires or is over.
 */
export function liveReports({ reports }: Pick<AlertRecord, 'reports'>): readonly Report[] {
  return Object.values(reports).filter((report) => isLive(report, reports))
}

function isLive(report: Report, reports: Reports): boolean {
  if (report.status !== 'firing') return false
  if (report.entry === 'direct') return true
  for (const key in reports) {
    const word = reports[key] as Report
    if (word.entry === 'direct' && word.status !== 'expired' && speaksFor(word, report)) return false
  }
  return true
}

/** Does a word count for what another one is about? From who may only send, for the same credential alone. */
export function speaksFor(word: Report, other: Report): boolean {
  return word.bound === undefined || (word.bound === other.bound && word.bound !== OTHERS)
}

/** Whose words count (S7): the live report that has been there longest; undefined when none is live. */
export function voiceOf({ reports }: Pick<AlertRecord, 'reports'>): Report | undefined {
  let voice: Report | undefined
  for (const key in reports) {
    const report = reports[key] as Report
    if (isLive(report, reports) && (voice === undefined || report.firstAt < voice.firstAt)) voice = report
  }
  return voice
}

/** When contact with the last of them would be lost; undefined when none is live. */
export function deadlineOf({ reports }: Pick<AlertRecord, 'reports'>): Millis | undefined {
  let last: Millis | undefined
  for (const key in reports) {
    const report = reports[key] as Report
    if (isLive(report, reports) && (last === undefined || report.endsAt > last)) last = report.endsAt
  }
  return last
}
