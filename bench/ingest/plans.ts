/** One row of the table: alerts that are posted as fast as they are taken. */
export interface Step {
  readonly what: string
  /** The first alert, in parts of the whole, and how many. */
  readonly from: number
  readonly parts: number
  /** Least part of Alertmanager's rate, and what is aimed at. */
  readonly must?: number
  readonly aim?: number
}

/** Steps that follow each other on one server, with so many alerts a request. */
export interface Plan {
  readonly batch: number
  readonly senders: number
  readonly steps: readonly Step[]
}

/** Between steps the server may bring everything to where it belongs, so that each has its own cost later. */
const STEPS: readonly Step[] = [
  { what: 'new, cold', from: 0, parts: 1, must: 0.7, aim: 0.8 },
  { what: 'new, warm', from: 1, parts: 1, must: 0.8, aim: 1 },
  { what: 'sent again', from: 1, parts: 1, must: 1.2 },
]

export const PLANS: Readonly<Record<string, Plan>> = {
  many: { batch: 64, senders: 8, steps: STEPS },
  one: { batch: 1, senders: 32, steps: STEPS },
  /** What is written later happens meanwhile. */
  'no-rest': {
    batch: 64,
    senders: 8,
    steps: [{ what: 'new, twice as many without a rest', from: 0, parts: 2 }],
  },
}
