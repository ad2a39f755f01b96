import type { Stage } from './stage.ts'

/** Stages its work; what it returns is the answer, given after the commit. */
export type Command<T> = (stage: Stage) => T

/** Why a command was not done. Nothing of it is stored. */
export class NotStored extends Error {
  readonly reason: 'overloaded' | 'store' | 'bug'

  constructor(reason: NotStored['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/** A command that the clock gives is only done where the duty is; `NotOnDuty` says that it is elsewhere by now. */
export type By = 'the clock'

/** The store could not take it. */
export function notStored(cause: Error): NotStored {
  return new NotStored('store', `not stored: ${cause.message}; send again`)
}
