import { type CredentialRequest, formatTime, type Millis, type Role, seenOf } from '@watchfloor/contract'

/** A label and a value of it, as they are typed. */
export interface Pair {
  readonly key: number
  readonly label: string
  readonly value: string
}

const DAY = 86_400_000

/** How long a token may be good, in days; the server takes five years at most. */
export const LIVES = [
  { days: 7, label: '7 days' },
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
  { days: 365, label: '1 year' },
] as const

/** A token as somebody fills it in. */
export interface TokenDraft {
  readonly name: string
  readonly role: Role
  /** Of the alerts, which it is about; rows of one label are its values. */
  readonly scope: readonly Pair[]
  /** What everything bears that it reports. */
  readonly labels: readonly Pair[]
  readonly days: number
}

export const NEW_TOKEN: TokenDraft = { name: '', role: 'responder', scope: [], labels: [], days: 90 }

/** May something with this role report alerts, so that labels can be forced on them? */
export function mayReport(role: Role): boolean {
  return role !== 'viewer'
}

/** What is asked of the server; or what is still missing, in words. */
export function readDraft(
  draft: TokenDraft,
  now: Millis,
):
  | { readonly ok: true; readonly request: CredentialRequest }
  | { readonly ok: false; readonly lacks: readonly string[] } {
  const { role, days } = draft
  const name = seenOf(draft.name)
  const scope = filled(draft.scope)
  const labels = mayReport(role) ? filled(draft.labels) : []
  const lacks = [
    ...(name === '' ? ['a name'] : []),
    ...([...scope, ...labels].some(({ label, value }) => label === '' || value === '')
      ? ['a label and a value in each line']
      : []),
    ...twice(labels).map((label) => `one value only for ${label}: all that it reports bears it`),
  ]
  if (lacks.length > 0) return { ok: false, lacks }
  return {
    ok: true,
    request: {
      name,
      role,
      expires_at: formatTime(now + days * DAY),
      ...(scope.length > 0 && { scope: valuesOf(scope) }),
      ...(labels.length > 0 && {
        labels: Object.fromEntries(labels.map(({ label, value }) => [label, value])),
      }),
    },
  }
}

/** Lines in which nothing stands are not meant. */
function filled(pairs: readonly Pair[]): readonly Pair[] {
  return pairs
    .map((pair) => ({ ...pair, label: pair.label.trim(), value: pair.value.trim() }))
    .filter(({ label, value }) => label !== '' || value !== '')
}

function valuesOf(pairs: readonly Pair[]): Record<string, string[]> {
  const values = new Map<string, Set<string>>()
  for (const { label, value } of pairs) values.set(label, (values.get(label) ?? new Set()).add(value))
  return Object.fromEntries([...values].map(([label, all]) => [label, [...all]]))
}

function twice(pairs: readonly Pair[]): readonly string[] {
  const labels = pairs.map(({ label }) => label)
  return [...new Set(labels.filter((label, index) => label !== '' && labels.indexOf(label) !== index))]
}
