import type { Result } from '@watchfloor/client'
import { Alert, parser } from '@watchfloor/contract'
import { ask, type BoardBridge } from '../../state/bridge.ts'

const parse = parser(Alert)

/** Asks a person to take an alert over (S37). */
export function offer(
  bridge: BoardBridge,
  { fingerprint, life }: Alert,
  terms: { readonly name: string; readonly to: string; readonly note?: string },
): Promise<Result<Alert>> {
  return ask(bridge, { method: 'POST', path: pathOf(fingerprint), body: { life, ...terms } }, parse)
}

/** Ends that: it is withdrawn, or declined. */
export function endOffer(
  bridge: BoardBridge,
  { fingerprint, life }: Alert,
  name: string,
): Promise<Result<Alert>> {
  return ask(bridge, { method: 'DELETE', path: pathOf(fingerprint), body: { life, name } }, parse)
}

function pathOf(fingerprint: string): string {
  return `/api/v2/alerts/${encodeURIComponent(fingerprint)}/handover`
}
