import type { LabelSet } from '@watchfloor/contract'

/** A place in the tree of label sets, and what was put there. */
export interface Place<T> {
  value: T | undefined
  /** By the next label's name, then by its value; undefined while no label follows. */
  next: Map<string, Map<string, Place<T>>> | undefined
}

/**
 * Finds what belongs to a label set, step by step along its labels: a text of all of them would have to be put together
 * and hashed for each alert. For few labels, which all sets name in one order.
 */
export class ByLabels<T> {
  readonly #root = newPlace<T>()

  at(labels: LabelSet): Place<T> {
    let place = this.#root
    for (const name in labels) place = along(place, name, labels[name] as string)
    return place
  }
}

function newPlace<T>(): Place<T> {
  return { value: undefined, next: undefined }
}

function along<T>(from: Place<T>, name: string, value: string): Place<T> {
  from.next ??= new Map()
  let named = from.next.get(name)
  if (named === undefined) {
    named = new Map()
    from.next.set(name, named)
  }
  let place = named.get(value)
  if (place === undefined) {
    place = newPlace()
    named.set(value, place)
  }
  return place
}
