import type { Node, Place } from './node.ts'
import type { Runes } from './runes.ts'

/** The end of the text was reached by a way that the expression allows. */
export const MATCH = 0

/** An expression as places between which a text goes. */
export interface Program {
  readonly start: number
  /** By place: what stands there. */
  readonly steps: readonly Step[]
}

export type Step =
  | { readonly kind: 'match' }
  | { readonly kind: 'sign'; readonly runes: Runes; readonly next: number }
  | { readonly kind: 'place'; readonly place: Place; readonly next: number }
  | { readonly kind: 'fork'; readonly ways: readonly number[] }

/** Writes the program from its end to its begin, so that each part knows where it leads. */
export function programOf(node: Node): Program {
  const steps: Step[] = [{ kind: 'match' }]
  const add = (step: Step): number => steps.push(step) - 1
  const write = (part: Node, next: number): number => {
    switch (part.kind) {
      case 'empty':
        return next
      case 'sign':
        return add({ kind: 'sign', runes: part.runes, next })
      case 'place':
        return add({ kind: 'place', place: part.place, next })
      case 'sequence':
        return part.parts.reduceRight((after, one) => write(one, after), next)
      case 'either':
        return add({ kind: 'fork', ways: part.parts.map((one) => write(one, next)) })
      case 'repeat':
        return writeRepeat(part, next)
    }
  }
  const writeRepeat = ({ part, least, most }: Node & { kind: 'repeat' }, next: number): number => {
    let at = next
    let copies = least
    if (most === Infinity) {
      const ways = [next]
      const loop = add({ kind: 'fork', ways })
      const begin = write(part, loop)
      ways.push(begin)
      at = least === 0 ? loop : begin
      copies = Math.max(least - 1, 0)
    } else {
      for (let n = least; n < most; n++) at = add({ kind: 'fork', ways: [write(part, at), next] })
    }
    for (; copies > 0; copies--) at = write(part, at)
    return at
  }
  const start = write(node, MATCH)
  return { start, steps }
}
