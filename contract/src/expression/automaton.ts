import type { Place } from './node.ts'
import { MATCH, type Program } from './program.ts'
import { has, runeAt, unitsOf } from './runes.ts'
import { type SignKinds, signKinds } from './sign-kinds.ts'

/** What a place that is looked at costs, when an answer is worked out: a step is what a remembered one takes. */
export const LOOK_STEPS = 4

/** What stands before a sign, as far as it matters to what may stand between two. */
const BEGIN = 0
const NEWLINE = 1
const WORD = 2
const OTHER = 3
/** Behind the last sign. */
const END = 4

/** All places that a text may have come to; what each kind of sign makes of them is remembered. */
interface State {
  readonly places: Int32Array
  readonly before: number
  readonly next: (State | undefined)[]
  /** Does a text that ends here match? */
  atEnd: boolean | undefined
}

/** A text that is being read. */
export interface Run {
  readonly text: string
  at: number
  state: State
  /** What it has cost so far. */
  steps: number
}

const NOWHERE: State = stateOf(new Int32Array(0), OTHER)
const DONE: State = stateOf(new Int32Array(0), OTHER)

/**
 * Goes with a text through a program, all ways at once, so that it never goes back: it takes at most as many steps as
 * the text has signs for each place that can be reached at once. Sets of places that were met are remembered, within
 * a bound; beyond it all are forgotten.
 */
export class Automaton {
  readonly #program: Program
  readonly #kinds: SignKinds
  readonly #hasLines: boolean
  readonly #hasWords: boolean
  readonly #mostRoom: number
  #room = 0
  #states = new Map<number, State[]>()
  #begin: State
  /** Places that were looked at in the present round. */
  readonly #seen: Uint32Array
  #round = 0
  readonly #stack: number[] = []

  constructor(program: Program) {
    const { steps } = program
    const places = new Set(steps.flatMap((step) => (step.kind === 'place' ? [step.place] : [])))
    this.#program = program
    this.#kinds = signKinds([
      ...new Set(steps.flatMap((step) => (step.kind === 'sign' ? [step.runes] : []))),
      ...(places.has('line-begin') || places.has('line-end') ? [[0x0a, 0x0a]] : []),
      ...(places.has('word-edge') || places.has('no-word-edge') ? [WORD_SIGNS] : []),
    ])
    this.#hasLines = places.has('line-begin') || places.has('line-end')
    this.#hasWords = places.has('word-edge') || places.has('no-word-edge')
    this.#mostRoom = 4_096 + 2 * steps.length + 4 * this.#kinds.count
    this.#seen = new Uint32Array(steps.length)
    this.#begin = stateOf(Int32Array.of(program.start), BEGIN)
  }

  begin(text: string): Run {
    return { text, at: 0, state: this.#begin, steps: 0 }
  }

  /** Reads on until the run has cost `most` steps; undefined when it has to go on after that. */
  advance(run: Run, most: number): boolean | undefined {
    const { text } = run
    const { kindOf, near } = this.#kinds
    let { state, at } = run
    while (at < text.length && state !== NOWHERE && state !== DONE) {
      if (run.steps > most) {
        run.at = at
        run.state = state
        return undefined
      }
      let kind = near[text.charCodeAt(at)]
      if (kind === undefined) {
        const rune = runeAt(text, at)
        at += unitsOf(rune)
        kind = kindOf(rune)
      } else at++
      run.steps++
      state = state.next[kind] ?? this.#follow(state, kind, run)
    }
    run.at = at
    run.state = state
    if (state === NOWHERE || state === DONE) return state === DONE
    state.atEnd ??= this.#look(state, END, run) === undefined
    return state.atEnd
  }

  /** Is all that any text can come to known after so many answers, and remembered for good? */
  isKnownWithin(answers: number): boolean {
    const run = this.begin('')
    const found = new Set([this.#begin])
    for (const state of found) {
      for (let kind = 0; kind < this.#kinds.count; kind++) {
        if (answers-- === 0) return false
        const next = this.#follow(state, kind, run)
        if (next !== NOWHERE && next !== DONE) found.add(next)
        if (this.#room > this.#mostRoom) return false
      }
    }
    return true
  }

  #follow(state: State, kind: number, run: Run): State {
    const sample = this.#kinds.samples[kind] as number
    const before = this.#classOf(sample)
    const reached = this.#look(state, before, run)
    const next = reached === undefined ? DONE : this.#known(this.#taking(reached, sample, run), before)
    state.next[kind] = next
    return next
  }

  /** All places that are reached without a sign; undefined when the end of the program is one of them. */
  #look({ places, before }: State, after: number, run: Run): readonly number[] | undefined {
    const { steps } = this.#program
    const stack = this.#stack
    const reached: number[] = []
    const round = ++this.#round
    stack.length = 0
    for (const place of places) stack.push(place)
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (this.#seen[at] === round) continue
      this.#seen[at] = round
      run.steps += LOOK_STEPS
      if (at === MATCH) return undefined
      const step = steps[at]
      if (step?.kind === 'sign') reached.push(at)
      else if (step?.kind === 'fork') {
        for (const way of step.ways) stack.push(way)
      } else if (step?.kind === 'place' && holds(step.place, before, after)) stack.push(step.next)
    }
    return reached
  }

  #taking(reached: readonly number[], sample: number, run: Run): Int32Array {
    const next = new Set<number>()
    for (const at of reached) {
      const step = this.#program.steps[at]
      if (step?.kind === 'sign' && has(step.runes, sample)) next.add(step.next)
    }
    run.steps += LOOK_STEPS * (reached.length + next.size)
    return Int32Array.from(next).sort()
  }

  #known(places: Int32Array, before: number): State {
    if (places.length === 0) return NOWHERE
    let hash = before
    for (const place of places) hash = (Math.imul(hash, 31) + place) | 0
    const alike = this.#states.get(hash) ?? []
    const known = alike.find((state) => state.before === before && areSame(state.places, places))
    if (known !== undefined) return known
    const state = stateOf(places, before)
    this.#room += places.length + this.#kinds.count + 16
    if (this.#room > this.#mostRoom) this.#forget()
    alike.push(state)
    this.#states.set(hash, alike)
    return state
  }

  #forget(): void {
    this.#room = 0
    this.#states = new Map()
    this.#begin = stateOf(this.#begin.places, BEGIN)
  }

  #classOf(sample: number): number {
    if (this.#hasLines && sample === 0x0a) return NEWLINE
    return this.#hasWords && has(WORD_SIGNS, sample) ? WORD : OTHER
  }
}

const WORD_SIGNS = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a]

function stateOf(places: Int32Array, before: number): State {
  return { places, before, next: [], atEnd: undefined }
}

function areSame(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((place, n) => place === b[n])
}

function holds(place: Place, before: number, after: number): boolean {
  switch (place) {
    case 'text-begin':
      return before === BEGIN
    case 'text-end':
      return after === END
    case 'line-begin':
      return before === BEGIN || before === NEWLINE
    case 'line-end':
      return after === END || after === NEWLINE
    case 'word-edge':
      return (before === WORD) !== (after === WORD)
    case 'no-word-edge':
      return (before === WORD) === (after === WORD)
  }
}
