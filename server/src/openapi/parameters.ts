import Type, { type TSchema } from 'typebox'
import type { Parameter } from './operation.ts'

export function pathParameter(name: string, schema: TSchema, description: string): Parameter {
  return { in: 'path', name, schema, description, required: true }
}

export function queryParameter(
  name: string,
  schema: TSchema,
  description: string,
  how: Pick<Parameter, 'required' | 'list'> = {},
): Parameter {
  return { in: 'query', name, schema, description, ...how }
}

export function headerParameter(name: string, schema: TSchema, description: string): Parameter {
  return { in: 'header', name, schema, description }
}

/** Bounds of a whole number, both included, and what it is when not given. */
export interface Bounds {
  readonly initial: number
  readonly least: number
  readonly most: number
}

/** A parameter that is a whole number; whoever reads it takes the bounds from here. */
export type WholeNumber = Parameter & { readonly bounds: Bounds }

export function wholeNumberParameter(name: string, bounds: Bounds, description: string): WholeNumber {
  const { initial, least, most } = bounds
  const schema = Type.Integer({ minimum: least, maximum: most, default: initial })
  return { ...queryParameter(name, schema, description), bounds }
}

export function flagParameter(name: string, initial: boolean, description: string): Parameter {
  return queryParameter(name, Type.Boolean({ default: initial }), description)
}
