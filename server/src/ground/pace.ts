import { type StepBudget, unlimited } from './budgeted.ts'
import { finish, type Steps } from './steps.ts'

/** How the long parts of a request are done: in turns with those of others, and for no more than its share. */
export interface Pace {
  /** What its expressions may cost, and have cost. */
  readonly budget: StepBudget
  /** Does work of this process. */
  readonly run: <T>(begin: () => Steps<T>) => Promise<T>
  /** Reads the log, in the store's own thread. */
  readonly readLog: <T>(read: () => Promise<T>) => Promise<T>
  /** Reads what is counted from it, which takes longer. */
  readonly readPast: <T>(read: () => Promise<T>) => Promise<T>
}

/** Everything at once and without a limit: for whoever waits for nobody. */
export function unhurried(): Pace {
  return {
    budget: unlimited(),
    run: async (begin) => finish(begin()),
    readLog: (read) => read(),
    readPast: (read) => read(),
  }
}
