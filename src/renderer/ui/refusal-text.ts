import type { Reason, Refusal } from '@watchfloor/client'

const CAUSES: Readonly<Record<Reason, string>> = {
  unreachable: 'the server was not reached. Nothing changed',
  no_answer: 'no answer came. It may have happened',
  signed_out: 'you are signed out. Nothing changed',
  forbidden: 'the server refused it: your role may not. Nothing changed',
  not_found: 'the server does not know it. Nothing changed',
  conflict: 'it changed meanwhile. Nothing changed by you',
  invalid: 'the server refused it. Nothing changed',
  busy: 'the server is busy. Nothing changed; try again soon',
  server_error: 'the server failed. It may have happened',
  unreadable: 'the answer could not be read',
  stopped: 'the connection was closed. Nothing changed',
}

/** What failed, what did not change, and the server's own words at the end. `what` is for example `Silence not created`. */
export function refusalText(what: string, refusal: Refusal): string {
  return `${what}: ${CAUSES[refusal.reason]}. (${refusal.message})`
}

/** The same for what this app itself did not do: no server was asked. */
export function appRefusalText(what: string, { message }: Refusal): string {
  return `${what}. Nothing changed. (${message})`
}
