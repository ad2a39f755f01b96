import type { TSchema } from 'typebox'
import type { Right } from '../access/rights.ts'
import type { Answers } from './answers.ts'

/** What a path is about; the chapters of the reference, in this order. */
export const CHAPTERS = {
  Sending: 'Ways in for alerts. A 200 means that they are on disk.',
  Board: 'Everything as it stands, or as it stood.',
  Alerts: 'One alert, and what people do with it.',
  Silences: 'Silences beyond what Alertmanager’s API knows.',
  Following: 'Every change, as it happens: one cursor on three transports.',
  Past: 'History and numbers.',
  Alertmanager: 'Alertmanager’s API v2, for its own tools.',
  Operating: 'Health, metrics, and who is connected.',
} as const
export type Chapter = keyof typeof CHAPTERS

/** One thing that a request may carry besides its body. */
export interface Parameter {
  readonly in: 'path' | 'query' | 'header'
  readonly name: string
  readonly description: string
  readonly schema: TSchema
  readonly required?: boolean
  /** How a list is written: as one text with commas, or by naming the parameter again. */
  readonly list?: 'commas' | 'repeated'
}

/** A request's body: JSON, whose schema says what is read of it. */
export interface Body {
  readonly schema: TSchema
  /** May it be left out? */
  readonly optional?: boolean
}

/** What one method of one path does; everything that the API's description tells of it. */
export interface Operation<A extends Answers = Answers> {
  /** Name of the operation, for generated clients. */
  readonly id: string
  readonly chapter: Chapter
  /** What who asks must be allowed. */
  readonly right: Right
  /** One line. */
  readonly summary: string
  readonly description?: string
  readonly parameters?: readonly Parameter[]
  readonly body?: Body
  /** Refusals that every path has (a wrong method, no right, too large a body) are described once, for all. */
  readonly answers: A
}

/** An operation at its place. `path` is written as routes are: `/api/v2/alerts/:fingerprint`. */
export interface DescribedRoute {
  readonly method: string
  readonly path: string
  readonly operation: Operation
  /** Whose error shapes it answers with; ours when absent. */
  readonly errors?: 'alertmanager' | undefined
}

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: Operation
  }
}
