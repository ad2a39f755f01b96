import type { Refusal, Result } from '@watchfloor/client'
import { type Parsed, parser } from '@watchfloor/contract'
import { CALLS, type CallName } from '../../shared/channels.ts'
import { type CallHandlers, INPUTS } from '../../shared/ipc.ts'

/** Answers one call of the page. It never throws: whatever goes wrong is a refusal. */
export type Router = (name: CallName, input: unknown) => Promise<Result<unknown>>

export interface RouterOptions {
  readonly handlers: CallHandlers<Refusal>
  /** Told of what a handler threw: a mistake of this app. */
  readonly report: (error: unknown) => void
}

/** The page is not trusted: what it sends is checked against the table of calls before a handler sees it. */
export function createRouter({ handlers, report }: RouterOptions): Router {
  const parsers = new Map(
    CALLS.map((name) => [name, parser(INPUTS[name]) as (value: unknown) => Parsed<unknown>]),
  )
  return async (name, input) => {
    const parsed = parsers.get(name)?.(input) ?? { ok: false, error: 'there is no such call' }
    if (!parsed.ok) return { ok: false, reason: 'invalid', message: `${name}: ${parsed.error}` }
    try {
      // The row of the table that the input was just checked against is the handler's own.
      const handler = handlers[name] as (input: unknown) => Promise<Result<unknown>>
      return await handler(parsed.value)
    } catch (error) {
      report(error)
      const what = error instanceof Error ? error.message : String(error)
      return { ok: false, reason: 'server_error', message: `This app failed: ${what}` }
    }
  }
}
