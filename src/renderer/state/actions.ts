import type { Alert } from '@watchfloor/contract'
import type { StoreApi } from 'zustand/vanilla'

/** What a person can do to alerts. Each tells its result in a toast. */
export interface Actions {
  /** Takes them until they resolve; asks first for a name that was never given, and above 50 alerts. */
  acknowledge(alerts: readonly Alert[]): Promise<void>
  /** Gives back those that are mine. */
  giveBack(alerts: readonly Alert[]): Promise<void>
  /** Ends those of them by hand that are unconfirmed; a source opens them again when it still sends them. Asks first for more than one. */
  resolve(alerts: readonly Alert[]): Promise<void>
  /** Says in a toast that something was done, for example a link copied. */
  tell(text: string): void
}

/** A question that waits for the person. */
export type Question =
  | { readonly kind: 'name'; readonly verb: string; readonly answer: (name: string | null) => void }
  | {
      readonly kind: 'many'
      readonly verb: ManyVerb
      readonly count: number
      readonly clusters: number
      /** Among them; the worst first. */
      readonly criticals: readonly Alert[]
      readonly answer: (yes: boolean) => void
    }
  /** Nothing is asked: what was not done of many, and why. */
  | { readonly kind: 'late'; readonly late: readonly LateLine[]; readonly answer: () => void }

export type ManyVerb = 'Acknowledge' | 'End'

/** One of many that was left as it is. */
export interface LateLine {
  readonly alert: Alert
  /** After its name, such as `had already resolved`. */
  readonly why: string
}

export interface QuestionState {
  readonly question: Question | null
}

export type QuestionStore = StoreApi<QuestionState>
