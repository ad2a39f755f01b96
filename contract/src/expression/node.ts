import type { Runes } from './runes.ts'

/** What holds between two signs of a text. */
export type Place = 'text-begin' | 'text-end' | 'line-begin' | 'line-end' | 'word-edge' | 'no-word-edge'

interface Sized {
  /** How deep it nests, groups that capture included. */
  readonly height: number
  /** How often its counted repetitions repeat at most what is in them. */
  readonly times: number
  /** It stands in a group that captures, and stays what it is. */
  readonly isCaught?: true
}

/** An expression, as far as it matters to whether a text matches: nobody asks what its groups caught. */
export type Node = Sized &
  (
    | { readonly kind: 'empty' }
    | { readonly kind: 'place'; readonly place: Place }
    /** One sign; `key` is the same for the same signs. */
    | { readonly kind: 'sign'; readonly runes: Runes; readonly key: string }
    | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
    | { readonly kind: 'either'; readonly parts: readonly Node[] }
    | { readonly kind: 'repeat'; readonly part: Node; readonly least: number; readonly most: number }
  )

const LEAF = { height: 1, times: 1 }

export const EMPTY: Node = { kind: 'empty', ...LEAF }

export function placeNode(place: Place): Node {
  return { kind: 'place', place, ...LEAF }
}

export function signNode(runes: Runes): Node {
  return { kind: 'sign', runes, key: runes.join(), ...LEAF }
}

export function sequence(parts: readonly Node[]): Node {
  return joined('sequence', parts) ?? EMPTY
}

export function either(parts: readonly Node[]): Node {
  return joined('either', parts) ?? EMPTY
}

function joined(kind: 'sequence' | 'either', all: readonly Node[]): Node | undefined {
  if (all.length <= 1) return all[0]
  const isNested = (part: Node): boolean => part.kind === kind && part.isCaught !== true
  const parts = all.some(isNested)
    ? all.flatMap((part) => (part.kind === kind && isNested(part) ? part.parts : [part]))
    : all
  let [height, times] = [0, 1]
  for (const part of parts) {
    height = Math.max(height, part.height)
    times = Math.max(times, part.times)
  }
  return { kind, parts, height: height + 1, times }
}

/** `isCounted`: written with braces. */
export function repeat(part: Node, least: number, most: number, isCounted: boolean): Node {
  const count = most === Infinity ? least : most
  const times = most === 0 ? 0 : part.times * (isCounted ? Math.max(count, 1) : 1)
  return { kind: 'repeat', part, least, most, height: part.height + 1, times }
}

export function caught(node: Node): Node {
  return { ...node, height: node.height + 1, isCaught: true }
}
