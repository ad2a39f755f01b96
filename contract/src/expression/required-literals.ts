import type { Node } from './node.ts'
import { has, type Runes } from './runes.ts'

/**
 * What a value must have to match an expression as a whole: it is one of `texts`, begins with one of them, or contains
 * one of them (`anywhere`).
 */
export interface RequiredLiterals {
  readonly where: 'whole' | 'start' | 'anywhere'
  readonly texts: readonly string[]
}

/** So many beginnings are told apart; an expression that has more begins with what they have alike. */
const MOST_TEXTS = 4_096
/** More texts than these are not looked for one after the other. */
const MOST_TESTED = 8
/** Half of a pair counts as this sign, and is written otherwise. */
const BAD_RUNE: Runes = [0xfffd, 0xfffd]

/**
 * The texts of which a match must have one, of an expression with `^(?:` and `)$` around it; undefined when none can be
 * told. It may ask for too little, and never for too much.
 */
export function requiredLiterals(node: Node): RequiredLiterals | undefined {
  const first = node.kind === 'sequence' ? node.parts[0] : node
  // What closes the group that was put around it may begin anywhere.
  if (first?.kind !== 'place' || first.place !== 'text-begin') return undefined
  const { texts, isWhole } = beginningsOf(node)
  if (isWhole || !texts.includes(''))
    return { where: isWhole ? 'whole' : 'start', texts: [...new Set(texts)] }
  const parts = innerOf(node)
  return parts === undefined ? undefined : { where: 'anywhere', texts: [...new Set(parts)] }
}

/** A test that is cheaper than the expression and passes whatever it passes; undefined when there is none. */
export function literalTest(required: RequiredLiterals | undefined): ((text: string) => boolean) | undefined {
  if (required === undefined || required.texts.length > MOST_TESTED) return undefined
  const { where, texts } = required
  if (where === 'whole') return (text) => texts.includes(text)
  return where === 'start'
    ? (text) => texts.some((one) => text.startsWith(one))
    : (text) => texts.some((one) => text.includes(one))
}

interface Beginnings {
  readonly texts: readonly string[]
  /** Nothing comes after them. */
  readonly isWhole: boolean
}

const NONE: Beginnings = { texts: [''], isWhole: false }

function beginningsOf(node: Node): Beginnings {
  switch (node.kind) {
    case 'empty':
    case 'place':
      return { texts: [''], isWhole: true }
    case 'sign':
      return isOne(node.runes) ? { texts: [textOf(node.runes)], isWhole: true } : NONE
    case 'repeat':
      return node.least > 0 ? { texts: beginningsOf(node.part).texts, isWhole: false } : NONE
    case 'either': {
      const all = node.parts.map(beginningsOf)
      const texts = all.flatMap((one) => one.texts)
      return texts.length > MOST_TEXTS ? NONE : { texts, isWhole: all.every(({ isWhole }) => isWhole) }
    }
    case 'sequence':
      return inSequence(node.parts)
  }
}

function inSequence(parts: readonly Node[]): Beginnings {
  let texts: readonly string[] = ['']
  // Signs that follow each other are joined once, however many texts stand before them.
  let run = ''
  for (const part of parts) {
    if (part.kind === 'sign' && isOne(part.runes)) {
      run += textOf(part.runes)
      continue
    }
    const next = beginningsOf(part)
    if (texts.length * next.texts.length > MOST_TEXTS) return { texts: withEnd(texts, run), isWhole: false }
    if (next.texts.length > 1) {
      texts = withEnd(texts, run).flatMap((text) => next.texts.map((more) => text + more))
      run = ''
    } else run += next.texts[0] ?? ''
    if (!next.isWhole) return { texts: withEnd(texts, run), isWhole: false }
  }
  return { texts: withEnd(texts, run), isWhole: true }
}

function withEnd(texts: readonly string[], end: string): readonly string[] {
  return end === '' ? texts : texts.map((text) => text + end)
}

/** Texts of which one must stand somewhere: the longest that can be told. */
function innerOf(node: Node): readonly string[] | undefined {
  switch (node.kind) {
    case 'sign':
      return isOne(node.runes) ? [textOf(node.runes)] : undefined
    case 'repeat':
      return node.least > 0 ? innerOf(node.part) : undefined
    case 'either': {
      const all = node.parts.map(innerOf)
      const texts = all.flatMap((one) => one ?? [])
      return all.includes(undefined) || texts.length > MOST_TEXTS ? undefined : texts
    }
    case 'sequence':
      return longestIn(node.parts)
    default:
      return undefined
  }
}

function longestIn(parts: readonly Node[]): readonly string[] | undefined {
  const found: (readonly string[])[] = []
  let run = ''
  for (const part of parts) {
    if (part.kind === 'sign' && isOne(part.runes)) run += textOf(part.runes)
    else {
      found.push([run])
      run = ''
      const inner = innerOf(part)
      if (inner !== undefined) found.push(inner)
    }
  }
  found.push([run])
  const longest = found.reduce((best, texts) => (shortest(texts) > shortest(best) ? texts : best))
  return shortest(longest) === 0 ? undefined : longest
}

function shortest(texts: readonly string[]): number {
  return texts.reduce((least, { length }) => Math.min(least, length), Infinity)
}

function isOne(runes: Runes): boolean {
  return runes.length === 2 && runes[0] === runes[1] && !has(BAD_RUNE, runes[0] as number)
}

function textOf(runes: Runes): string {
  return String.fromCodePoint(runes[0] as number)
}
