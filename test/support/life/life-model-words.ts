/** One report as its sender words it. Times are milliseconds; a time that is not given is absent. */
export interface Said {
  readonly name: string
  readonly entry: 'direct' | 'relayed'
  readonly product: string
  readonly sender: string
  readonly generator: string | undefined
  readonly startsAt: number | undefined
  readonly endsAt: number | undefined
  readonly words: string
}

/** What one reporter last said of an alert in its present life (S1). */
export interface Report {
  readonly said: Said
  readonly source: string
  /** `over`: it said so itself; `lost`: its deadline passed. */
  status: 'fires' | 'over' | 'lost'
  startsAt: number
  /** S3: nobody gave the start, so our clock did. */
  isOurStart: boolean
  endsAt: number
  readonly isDefaultEnd: boolean
  /** S11: the end that a sender with a slow clock gave. */
  readonly slowEnd: number | undefined
  /** When this reporter first spoke in this life, and when last. */
  readonly since: number
  readonly at: number
}

/** What a board shows of an alert, and every event carries. */
export interface Shown {
  life: number
  status: 'firing' | 'resolved'
  starts: number
  ends: number | undefined
  by: string | undefined
  unconfirmed: boolean
  flapping: number
  words: string
  link: string | undefined
}

/** All that is known of one alert. */
export interface Known {
  shown: Shown
  readonly reports: Map<string, Report>
  openedAt: number
  wordsAt: number
  lives: number[]
  lastExplicitEnd: number | undefined
  /** By our clock (S11). */
  closedAt: number | undefined
}

/** S10: it flapped, and nothing changed for this long. */
export function isStill({ shown, openedAt, closedAt }: Known, now: number, calm: number): boolean {
  return shown.flapping > 0 && now - (closedAt ?? openedAt) >= calm
}

/** S10: ended by hand, what flapped is over. */
export function beginAnew(known: Known): void {
  if (known.shown.flapping > 0) known.lives = []
  known.shown.flapping = 0
}

/** S3: the start that a sender gave, unless it lay in the future then. */
export function givenStart({ startsAt, isOurStart, since }: Report): number | undefined {
  return isOurStart || startsAt > since ? undefined : startsAt
}

/** Which start is the earlier, and by whose clock; of two alike, the sender's. */
function since(one: Report, other: Report): Pick<Report, 'startsAt' | 'isOurStart'> {
  const startsAt = Math.min(one.startsAt, other.startsAt)
  const isOurStart = [one, other].every((report) => report.startsAt > startsAt || report.isOurStart)
  return { startsAt, isOurStart }
}

/** S11: what a reporter said last, if that was an end. */
export function endOf(
  report: Report | undefined,
): { readonly startsAt: number; readonly endsAt: number } | undefined {
  if (report?.slowEnd !== undefined) return { startsAt: report.startsAt, endsAt: report.slowEnd }
  return report?.status === 'over' ? report : undefined
}

/** S3: who keeps it firing. */
export function live({ reports }: Known): Report[] {
  const direct = [...reports.values()].filter(({ said }) => said.entry === 'direct')
  const firing = direct.filter(({ status }) => status === 'fires')
  if (firing.length > 0) return firing
  if (direct.some(({ status }) => status === 'over')) return []
  return [...reports.values()].filter(({ status }) => status === 'fires')
}

/** Alertmanager's merge of two words of one reporter. */
export function merged(older: Report | undefined, younger: Report): Report {
  if (older === undefined) return younger
  const overlaps = [younger.startsAt, younger.endsAt].some(
    (time) => time > older.startsAt && time < older.endsAt,
  )
  if (!overlaps) return { ...younger, since: older.since }
  let { endsAt } = younger
  if (younger.status === 'over' && older.status === 'over') endsAt = Math.max(endsAt, older.endsAt)
  if (younger.status === 'fires' && older.status === 'fires' && !older.isDefaultEnd)
    endsAt = Math.max(endsAt, older.endsAt)
  return { ...younger, since: older.since, ...since(older, younger), endsAt }
}

/** S1: several reporters that are one: the word that holds longest, and the earliest start of all. */
export function asOne(older: Report | undefined, younger: Report): Report {
  if (older === undefined) return younger
  const longest = older.status === 'fires' && older.endsAt > younger.endsAt ? older : younger
  return { ...longest, ...since(older, younger), since: older.since, at: younger.at }
}
