import type { Static, TSchema } from 'typebox'
import { Errors } from 'typebox/value'
import { BoardSnapshot, Page } from './board.ts'
import { checkOf } from './check.ts'
import { Control } from './control.ts'
import { DurableEvent, Event } from './event.ts'
import { ClientMessage, StreamFilter } from './subscription.ts'

/** A value that fits its schema, or one sentence that says where it does not. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: string }

/** Compiles a schema to a strict parser: no coercion, unknown fields are let through untouched. */
export function parser<S extends TSchema>(schema: S): (value: unknown) => Parsed<Static<S>> {
  const fits = checkOf(schema)
  return (value) => {
    if (fits(value)) return { ok: true, value: value as Static<S> }
    const [first] = Errors(schema, value)
    const where = first === undefined || first.instancePath === '' ? 'the value' : first.instancePath
    const extra = first?.keyword === 'additionalProperties' ? namesOf(first.params.additionalProperties) : ''
    return { ok: false, error: `${where} ${first?.message ?? 'does not fit the schema'}${extra}` }
  }
}

/** Those that do not belong there, as far as a sentence holds them. */
function namesOf(names: readonly string[]): string {
  return `: ${names
    .slice(0, 3)
    .map((name) => JSON.stringify(name.slice(0, 60)))
    .join(', ')}`
}

export const parseEvent = parser(Event)
export const parseDurableEvent = parser(DurableEvent)
export const parseControl = parser(Control)
export const parseBoardSnapshot = parser(BoardSnapshot)
export const parsePage = parser(Page)
export const parseClientMessage = parser(ClientMessage)
export const parseStreamFilter = parser(StreamFilter)
