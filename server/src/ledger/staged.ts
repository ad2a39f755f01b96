/** Who did something, and why, where the thing itself does not tell. */
export interface Provenance {
  readonly by?: string
  readonly reason?: string
}

/** Staged values of one kind: those kept, and the keys of those forgotten. */
export function split<T>(map: ReadonlyMap<string, T | undefined>): [T[], string[]] {
  const kept: T[] = []
  const forgotten: string[] = []
  for (const [key, value] of map) {
    if (value === undefined) forgotten.push(key)
    else kept.push(value)
  }
  return [kept, forgotten]
}

/** Lays staged values over committed ones. */
export function merge<T>(into: Map<string, T>, from: ReadonlyMap<string, T | undefined>): void {
  for (const [key, value] of from) {
    if (value === undefined) into.delete(key)
    else into.set(key, value)
  }
}
