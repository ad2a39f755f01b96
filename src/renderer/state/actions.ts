import type { Alert } from '@watchfloor/contract'
import type { StoreApi } from 'zustand/vanilla'

/** What a person can do to alerts. Each tells its result in a toast. */
export interface Actions {
  /** Takes them until they resolve; asks first for a name that was never given, and above 50 alerts. */
  acknowledge(alerts: readonly Alert[]): Promise<void>
  /** Gives back those that are mine. */
  giveBack(alerts: readonly Alert[]): Promise<void>
  /** Ends an unconfirmed one by hand; its source opens it again when it still sends it. */
  resolve(alert: Alert): Promise<void>
  /** Says in a toast that something was done, for example a link copied. */
  tell(text: string): void
}

/** A question that waits for the person. */
export type Question =
  | { readonly kind: 'name'; readonly verb: string; readonly answer: (name: string | null) => void }
  | {
      readonly kind: 'many'
      readonly count: number
      readonly clusters: number
      readonly answer: (yes: boolean) => void
    }

export interface QuestionState {
  readonly question: Question | null
}

export type QuestionStore = StoreApi<QuestionState>
