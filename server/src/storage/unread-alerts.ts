/**
 * Alerts that are as most are: they fire, and nobody has done anything about them. Their texts are left unread until
 * somebody asks for one, and beside them stands what a start has to know of each.
 */
export interface UnreadAlerts {
  readonly fingerprints: readonly string[]
  /** What their labels say of it, the empty text for nothing. */
  readonly severities: readonly string[]
  readonly openers: readonly string[]
  /** How long their texts are, as budgets count them. */
  readonly lengths: readonly number[]
  /** When the first of their reports comes to its end, ms. */
  readonly deadlines: readonly number[]
  /** The alerts as they were stored, one behind the other, white space between them, and where each ends. */
  readonly bytes: Uint8Array
  readonly ends: readonly number[]
}

/** What of an alert's text a start has to know. */
export interface Usual {
  readonly severity: string
  readonly opener: string
  readonly length: number
  readonly deadline: number
}

/** Characters of our own JSON that mean nothing but themselves: no quote, no escape. */
const PLAIN = '[^"\\\\\\x00-\\x1f]*'
const TEXT = `"${PLAIN}"`
const NUMBER = '-?\\d+'
const WORDS = `\\{(?:${TEXT}:${TEXT},?)*\\}`
const REPORT =
  `${TEXT}:\\{"entry":"direct","source":${TEXT},"status":"firing","startsAt":${NUMBER},"endsAt":${NUMBER},` +
  `"timeout":(?:true|false),"firstAt":${NUMBER},"updatedAt":${NUMBER}` +
  `(?:,"replica":${WORDS})?(?:,"ourStart":true)?(?:,"(?:bound|owner)":${TEXT})?\\}`
/** Labels and annotations come first where the journal had left them out (`journal-lines.ts`). */
const USUAL = new RegExp(
  `^\\{(?:"labels":(${WORDS}),"annotations":(${WORDS}),)?"fingerprint":${TEXT},"life":${TEXT},` +
    `"status":"firing",(?:"labels":(${WORDS}),"annotations":(${WORDS}),)?"startsAt":${NUMBER},` +
    `"annotationsAt":${NUMBER},(?:"generatorURL":"(${PLAIN})",)?"reports":\\{(${REPORT}(?:,${REPORT})*)\\},` +
    `(?:"lastExplicitEnd":${NUMBER},)?"lives":\\[[\\d,]*\\],"receivers":\\[[^{}[\\]]*\\],` +
    `"opener":"(${PLAIN})","sequence":${NUMBER},"updatedAt":${NUMBER}\\}$`,
)
const SEVERITY = '"severity":"'
const DEADLINE = '"endsAt":'

/**
 * What a start has to know of an alert's text (`toStoredAlert`); undefined where it is not as most are, and has to be
 * read. Six times as fast as reading it, and nothing is left of it in memory.
 */
export function usualOf(text: string): Usual | undefined {
  const found = USUAL.exec(text)
  if (found === null) return undefined
  const [, labels = found[3], annotations = found[4], , , url = '', reports, opener] = found
  if (labels === undefined || annotations === undefined || reports === undefined || opener === undefined)
    return undefined
  let deadline = Number.POSITIVE_INFINITY
  for (let at = reports.indexOf(DEADLINE); at !== -1; at = reports.indexOf(DEADLINE, at)) {
    at += DEADLINE.length
    const endsAt = Number(reports.slice(at, reports.indexOf(',', at)))
    // A label of a replica may be called so, and is no number.
    if (endsAt < deadline) deadline = endsAt
  }
  const severityAt = labels.indexOf(SEVERITY)
  const from = severityAt + SEVERITY.length
  return {
    severity: severityAt === -1 ? '' : labels.slice(from, labels.indexOf('"', from)),
    opener,
    length: wordsOf(labels) + wordsOf(annotations) + url.length,
    deadline,
  }
}

/** Between a name and its value. There are no escapes, so that nothing else can be read as that. */
const BETWEEN = '":"'
/** Of a name and its value, `"a":"b",` has so many characters beside the two. */
const AROUND = 6

/** How long the names and values of such a set are. */
function wordsOf(set: string): number {
  // The two braces, less the comma that the last lacks.
  let length = set.length === 2 ? 0 : set.length - 1
  for (let at = set.indexOf(BETWEEN); at !== -1; at = set.indexOf(BETWEEN, at + BETWEEN.length))
    length -= AROUND
  return length
}
