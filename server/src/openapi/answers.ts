import type { Static, TSchema } from 'typebox'

/** JSON of a schema. */
export interface JsonAnswer<S extends TSchema = TSchema> {
  readonly kind: 'json'
  readonly schema: S
  readonly description: string
  /** Other types in which the same is answered to whoever asks for them. */
  readonly also?: readonly string[]
}

/** A text of some other type. */
export interface TextAnswer {
  readonly kind: 'text'
  readonly type: string
  readonly description: string
}

/** A status without a body. */
export interface EmptyAnswer {
  readonly kind: 'empty'
  readonly description: string
}

export type Answer = JsonAnswer | TextAnswer | EmptyAnswer
/** What a path answers, by status. */
export type Answers = Readonly<Record<number, Answer>>

export function json<S extends TSchema>(
  schema: S,
  description: string,
  also?: readonly string[],
): JsonAnswer<S> {
  return { kind: 'json', schema, description, ...(also === undefined ? {} : { also }) }
}

export function text(type: string, description: string): TextAnswer {
  return { kind: 'text', type, description }
}

export function nothing(description: string): EmptyAnswer {
  return { kind: 'empty', description }
}

/** The value of an answer's body. */
export type BodyOf<A> =
  A extends JsonAnswer<infer S> ? Readonly<Static<S>> : A extends TextAnswer ? string : never
