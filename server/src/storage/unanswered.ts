/** A commit of which it is not known whether it is kept: the way to the store was lost before the answer came. */
export class Unanswered extends Error {
  /** Resolves once it is known: true when it is kept. Until then nothing else can be committed. */
  readonly fate: Promise<boolean>

  constructor(message: string, fate: Promise<boolean>) {
    super(message)
    this.fate = fate
  }
}
