import { type Hop, hopText } from './hops.ts'

/**
 * How the connection to the server stands, in few words. The states are those of the client's `Freshness`, which this
 * contract does not import: one that is missing here does not compile where it is said.
 */
const STATES = {
  connecting: 'Connecting',
  live: 'Live',
  catching_up: 'Catching up',
  checking: 'Checking',
  restarting: 'Server restarting',
  offline: 'Not receiving',
  signed_out: 'Signed out',
  stopped: 'Not receiving',
} as const
type State = keyof typeof STATES

/** How it stands, and which hop is broken while nothing is received. */
export type Receiving =
  | { readonly state: Exclude<State, 'offline'>; readonly reason?: string }
  | { readonly state: 'offline'; readonly broken: Hop }

/** Are we cut off, so that nobody can be told anything? */
export function isNotReceiving(receiving: { readonly state: State } | null): boolean {
  const state = receiving?.state
  return state === 'offline' || state === 'signed_out' || state === 'stopped'
}

/** Why nothing is received; empty while something is, or is about to be. */
export function whyNotReceiving(receiving: Receiving, server: string): string {
  switch (receiving.state) {
    case 'offline':
      return hopText(receiving.broken, server)
    case 'signed_out':
      return receiving.reason === 'forbidden' ? 'you may not look here' : 'sign in to receive'
    case 'stopped':
      return 'stopped'
    default:
      return ''
  }
}

/** `Live`, `Catching up`, `Not receiving · no network`. */
export function receivingText(receiving: Receiving, server: string): string {
  return [STATES[receiving.state], whyNotReceiving(receiving, server)].filter(Boolean).join(' · ')
}
