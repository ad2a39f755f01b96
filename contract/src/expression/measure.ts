import type { Node } from './node.ts'

/** What an expression costs, worked out before anything is made of it. */
export interface Measure {
  /** Places of its program, repetitions written out. */
  readonly places: number
  /**
   * At how many of its places a text can be at once at most, where it was entered at one moment: what one sign of a
   * text may cost.
   */
  readonly width: number
  /** Signs that it takes at least and at most. */
  readonly least: number
  readonly most: number
}

export function measure(node: Node): Measure {
  switch (node.kind) {
    case 'empty':
      return { places: 0, width: 1, least: 0, most: 0 }
    case 'place':
      return { places: 1, width: 1, least: 0, most: 0 }
    case 'sign':
      return { places: 1, width: 1, least: 1, most: 1 }
    case 'sequence':
      return ofSequence(node.parts.map(measure))
    case 'either':
      return ofEither(node.parts)
    case 'repeat':
      return ofRepeat(measure(node.part), node.least, node.most)
  }
}

function ofSequence(parts: readonly Measure[]): Measure {
  let [places, least, most] = [0, 0, 0]
  // How many moments there are at which the next part may be entered, but for one.
  let spread = 0
  let [together, width] = [0, 1]
  for (const part of parts) {
    const moments = Math.min(spread, part.most) + 1
    together += Math.min(Math.max(part.places, 1), part.width * moments)
    places += part.places
    least += part.least
    most += part.most
    spread = most - least
    width = Math.max(width, together)
    // Whatever has a fixed length is left behind by the time that the next one begins.
    if (spread === 0 && part.least > 0) together = 0
  }
  return { places, width, least, most }
}

function ofEither(nodes: readonly Node[]): Measure {
  const parts = nodes.map(measure)
  let [places, least, most, sum, widest] = [1, Infinity, 0, 1, 0]
  for (const part of parts) {
    places += part.places
    sum += part.width
    widest = Math.max(widest, part.width)
    least = Math.min(least, part.least)
    most = Math.max(most, part.most)
  }
  // After its first sign a text is in one of them.
  const width = beginApart(nodes) ? Math.max(parts.length + 1, widest) : sum
  return { places, width, least, most }
}

function ofRepeat(part: Measure, least: number, most: number): Measure {
  const copies = most === Infinity ? Math.max(least, 1) : most
  const optional = most === Infinity ? 1 : most - least
  const places = copies * part.places + optional
  const isFixed = part.least === part.most && part.least > 0
  const width = isFixed ? part.width + 1 : Math.max(1, places)
  return {
    places,
    width,
    least: least * part.least,
    most: most === 0 || part.most === 0 ? 0 : most * part.most,
  }
}

/** Does no sign begin two of them? */
function beginApart(nodes: readonly Node[]): boolean {
  const ranges: (readonly [number, number])[] = []
  for (const node of nodes) {
    if (node.kind === 'empty') continue
    const first = node.kind === 'sequence' ? node.parts[0] : node
    if (first?.kind !== 'sign') return false
    for (let at = 0; at < first.runes.length; at += 2)
      ranges.push([first.runes[at] as number, first.runes[at + 1] as number])
  }
  ranges.sort(([a], [b]) => a - b)
  return ranges.every(([first], n) => n === 0 || first > (ranges[n - 1]?.[1] as number))
}
