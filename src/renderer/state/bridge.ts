import type { Freshness, Refusal, Result } from '@watchfloor/client'
import type { Parsed } from '@watchfloor/contract'
import type { Bridge, BridgeListener, BridgeRequest } from '../../shared/bridge.ts'

/** The bridge as the board holds it. */
export type BoardBridge = Bridge<Freshness, Refusal>
export type BoardListener = BridgeListener<Freshness>

/** Sends a request and reads its answer with a parser of the contract; an answer of another shape is a refusal. */
export async function ask<T>(
  bridge: BoardBridge,
  request: BridgeRequest,
  parse: (value: unknown) => Parsed<T>,
): Promise<Result<T>> {
  const answer = await bridge.request(request)
  if (!answer.ok) return answer
  const parsed = parse(answer.value)
  if (parsed.ok) return parsed
  return { ok: false, reason: 'unreadable', message: `${request.path}: ${parsed.error}` }
}
