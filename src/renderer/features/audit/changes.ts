/** One field that an act changed; a side where it was not there is undefined. */
export interface Change {
  readonly field: string
  readonly before: string | undefined
  readonly after: string | undefined
}

export interface Changes {
  readonly changed: readonly Change[]
  /** How many fields stayed as they were. */
  readonly same: number
}

/** What differs between both, field by field; of what has no fields, the whole. */
export function changesOf(before: unknown, after: unknown): Changes {
  if (!isFields(before) && !isFields(after)) {
    const change = { field: '', before: textOf(before), after: textOf(after) }
    return change.before === change.after ? { changed: [], same: 1 } : { changed: [change], same: 0 }
  }
  const [old, now] = [fieldsOf(before), fieldsOf(after)]
  const all = [...new Set([...old.keys(), ...now.keys()])].map((field) => ({
    field,
    before: old.get(field),
    after: now.get(field),
  }))
  const changed = all.filter((one) => one.before !== one.after)
  return { changed, same: all.length - changed.length }
}

function fieldsOf(value: unknown): ReadonlyMap<string, string | undefined> {
  if (!isFields(value)) return value === undefined ? new Map() : new Map([['', textOf(value)]])
  return new Map(Object.entries(value).map(([field, one]) => [field, textOf(one)]))
}

/** As people read it: a text as it is, all else as JSON. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
