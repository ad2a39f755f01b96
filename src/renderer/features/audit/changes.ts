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

/**
 * What differs between both, field by field; of what has no fields, the whole. Lists are of things that were changed
 * together: each is compared with itself, found by its id.
 */
export function changesOf(before: unknown, after: unknown): Changes {
  const [old, now] = [thingsOf(before), thingsOf(after)]
  if (old === undefined || now === undefined) return changesOfOne(before, after)
  const ids = [...new Set([...old.keys(), ...now.keys()])]
  const each = ids.map((id) => {
    const { changed, same } = changesOfOne(old.get(id), now.get(id))
    const named =
      ids.length === 1 ? changed : changed.map((one) => ({ ...one, field: nameOf(id, one.field) }))
    return { changed: named, same }
  })
  return { changed: each.flatMap(({ changed }) => changed), same: sumOf(each.map(({ same }) => same)) }
}

function changesOfOne(before: unknown, after: unknown): Changes {
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

/** The things of a list by their ids, none of what is not there; undefined of what is no list of things. */
function thingsOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value === undefined) return new Map()
  if (!Array.isArray(value) || !value.every(isFields)) return undefined
  return new Map(value.map((one, index) => [String(one.id ?? one.fingerprint ?? index), one]))
}

function nameOf(id: string, field: string): string {
  return field === '' ? id : `${id}: ${field}`
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0)
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
