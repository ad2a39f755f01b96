import Type, { type Static } from 'typebox'

const strict = { additionalProperties: false } as const
const Version = Type.String({ minLength: 1, maxLength: 100 })

/** A version that was installed and has not yet been seen to work. */
export const Trial = Type.Object(
  {
    version: Version,
    /** What ran before it. */
    from: Version,
    /** Where updates came from: a start counts while it answers. */
    server: Type.String({ maxLength: 2_048 }),
    /** How often it began to start while the server answered. */
    starts: Type.Integer({ minimum: 0 }),
    /** What brings the version before back; null where the app cannot do that by itself. */
    previous: Type.Union([
      Type.Object({ file: Type.String(), sha512: Type.String(), place: Type.String() }, strict),
      Type.Null(),
    ]),
  },
  strict,
)
export type Trial = Readonly<Static<typeof Trial>>

/** Starts that may fail. */
const CHANCES = 2

export type StartDecision =
  /** `trial` is what to remember before anything else is done. */
  | { readonly kind: 'go_on'; readonly trial: Trial | null }
  | { readonly kind: 'roll_back'; readonly trial: Trial }
  /** It has to be done by hand. */
  | { readonly kind: 'say'; readonly trial: Trial }

/**
 * What to do at a start. A version has worked once it receives; one that began twice while the server answered, and
 * did not get that far, is taken back. A start that nobody answers proves nothing and does not count.
 */
export function decideStart(trial: Trial | null, running: string, serverAnswers: boolean): StartDecision {
  // It was not installed after all, or something else was.
  if (trial === null || trial.version !== running) return { kind: 'go_on', trial: null }
  if (!serverAnswers) return { kind: 'go_on', trial }
  if (trial.starts < CHANCES) return { kind: 'go_on', trial: { ...trial, starts: trial.starts + 1 } }
  return { kind: trial.previous === null ? 'say' : 'roll_back', trial }
}
