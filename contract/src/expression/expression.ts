import { Automaton, LOOK_STEPS } from './automaton.ts'
import { factored } from './factored.ts'
import { measure } from './measure.ts'
import { MOST_PLACES } from './most-places.ts'
import { type Node, repeat, sequence, signNode } from './node.ts'
import { parseExpression } from './parse-expression.ts'
import { programOf } from './program.ts'
import { literalTest, type RequiredLiterals, requiredLiterals } from './required-literals.ts'
import { ANY } from './runes.ts'
import type { Work } from './work.ts'

/** How much is looked at to find out whether all that a text can come to is few. */
const MOST_EXPLORED = 512

export type Expression =
  | {
      readonly ok: true
      /** Its characters, or its places with repetitions written out, whichever are more: what compiling takes. */
      readonly extent: number
      /** What one sign of a text may cost, in steps. */
      readonly size: number
      /** Texts of which a match must have one, where they can be told. */
      readonly required: RequiredLiterals | undefined
      /**
       * The same of one that stands for long: one step, where all that a text can come to is few and soon known. Takes
       * some time to find out.
       */
      readonly lasting: () => number
      /** Does the text match? Counts its steps in `work`; beyond what that allows it gives up, and answers false. */
      readonly test: (text: string, work?: Work) => boolean
      /** The same in pieces of about so many steps. */
      readonly testInSteps: (text: string, work: Work, steps: number) => Generator<undefined, boolean>
    }
  | { readonly ok: false; readonly reason: string }

/**
 * Compiles an expression of Go's RE2 syntax, which has to match the whole text as it has in Alertmanager: with `^(?:`
 * and `)$` around it.
 */
export function compileExpression(pattern: string): Expression {
  if (pattern.length > MOST_PLACES) return tooLarge(pattern.length, 'characters')
  const parsed = parseExpression(`^(?:${pattern})$`, MOST_PLACES)
  if (!parsed.ok) return parsed
  const { places, width } = measure(asSearch(factored(parsed.node)))
  if (places > MOST_PLACES) return tooLarge(places, 'places with its repetitions written out')
  const required = requiredLiterals(parsed.node)
  const mayMatch = literalTest(required) ?? (() => true)
  let made: Automaton | undefined
  // Most are never tried, and what is made of them takes room.
  const automaton = (): Automaton => {
    made ??= automatonOf(pattern)
    return made
  }
  // Each place is looked at twice at most, and where it leads to.
  const size = 1 + 3 * LOOK_STEPS * width
  return {
    ok: true,
    extent: Math.max(places, pattern.length),
    size,
    required,
    lasting: () => (places <= MOST_EXPLORED && automatonOf(pattern).isKnownWithin(MOST_EXPLORED) ? 1 : size),
    test: (text, work) => {
      if (!mayMatch(text)) return false
      const run = automaton().begin(text)
      const answer = automaton().advance(run, work?.most === undefined ? Infinity : work.most - work.steps)
      if (work !== undefined) work.steps += run.steps
      return answer === true
    },
    *testInSteps(text, work, steps) {
      if (!mayMatch(text)) return false
      const run = automaton().begin(text)
      for (;;) {
        const before = run.steps
        const answer = automaton().advance(run, before + steps)
        work.steps += run.steps - before
        if (answer !== undefined) return answer
        yield undefined
      }
    },
  }
}

/** Why this is no expression by itself, although something around it may make one of it. */
export function expressionMistake(pattern: string): string | undefined {
  if (!pattern.includes(')') || pattern.length > MOST_PLACES) return undefined
  const parsed = parseExpression(pattern, MOST_PLACES)
  return parsed.ok ? undefined : parsed.reason
}

function tooLarge(count: number, what: string): Expression {
  const reason = `is refused: it has ${count} ${what}, and ${MOST_PLACES} are allowed; make it smaller, or split it into several`
  return { ok: false, reason }
}

function automatonOf(pattern: string): Automaton {
  const parsed = parseExpression(`^(?:${pattern})$`, MOST_PLACES)
  if (!parsed.ok) throw new Error('an expression that was read once can be read again')
  return new Automaton(programOf(asSearch(factored(parsed.node))))
}

/** What closes the group that is put around it, as `a)|(?:b` does, need not begin where the text does. */
function asSearch(node: Node): Node {
  const first = node.kind === 'sequence' ? node.parts[0] : node
  if (first?.kind === 'place' && first.place === 'text-begin') return node
  return sequence([repeat(signNode(ANY), 0, Infinity, false), node])
}
