/** Others committed first: nothing of this is kept; take over what they did and judge again. */
export class Overtaken extends Error {}

/** It was only to be written by the node that has the duty, and this one has it no more. Nothing of it is kept. */
export class NotOnDuty extends Error {}

/** It is not known whether it is kept: the way to the store was lost before the answer came. */
export class Unanswered extends Error {
  /** Resolves once it is known: true when it is kept. Until then nothing else can be committed. */
  readonly fate: Promise<boolean>

  constructor(message: string, fate: Promise<boolean>) {
    super(message)
    this.fate = fate
  }
}
