import type { AcknowledgeRequest, Alert } from '@watchfloor/contract'
import type { StoreApi } from 'zustand/vanilla'

/** What a person can do to alerts. Each tells its result in a toast. */
export interface Actions {
  /**
   * Takes them until they resolve, takes over what is offered to me, and says of mine that I am still on them; asks first
   * for a name that was never given, and above 50 alerts.
   */
  acknowledge(alerts: readonly Alert[]): Promise<void>
  /** Asks first until when, and for a note. Of those that are mine, it changes that. */
  acknowledgeWith(alerts: readonly Alert[]): Promise<void>
  /** Gives back those that are mine, and declines what is offered to me. */
  giveBack(alerts: readonly Alert[]): Promise<void>
  /** Offers those that are mine to a person who is asked for. */
  handOver(alerts: readonly Alert[]): Promise<void>
  /** Withdraws what I offered. */
  withdraw(alerts: readonly Alert[]): Promise<void>
  /** Writes a note on them. */
  note(alerts: readonly Alert[]): Promise<void>
  /** Takes a note of mine back. */
  takeBackNote(alert: Alert, id: string): Promise<void>
  /** Ends those of them by hand that are unconfirmed; a source opens them again when it still sends them. Asks first for more than one. */
  resolve(alerts: readonly Alert[]): Promise<void>
  /** Says in a toast that something was done, for example a link copied. */
  tell(text: string): void
}

/** Until when something is taken, and what is said of it. */
export type Terms = Pick<AcknowledgeRequest, 'until' | 'ends_at' | 'note'>

/** To whom something is handed over, and what is said of it. */
export interface HandOverTo {
  readonly to: string
  readonly note: string
}

/** A question that waits for the person. `what` it is about: an alert by its name, or how many. */
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
  | {
      readonly kind: 'terms'
      readonly what: string
      /** As it is taken now, where it is mine. */
      readonly present: Terms | null
      readonly answer: (terms: Terms | null) => void
    }
  | {
      readonly kind: 'person'
      readonly what: string
      /** Who hands it over, who is none to choose. */
      readonly me: string
      readonly answer: (chosen: HandOverTo | null) => void
    }
  | { readonly kind: 'note'; readonly what: string; readonly answer: (text: string | null) => void }

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
