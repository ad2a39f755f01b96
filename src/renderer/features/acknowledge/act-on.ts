import { actOnMany, type OnMany, type Outcome, outcomeOfOne, type Result } from '@watchfloor/client'
import { type AcknowledgeRequest, type Alert, type Event, worstFirst } from '@watchfloor/contract'
import type { BoardBridge } from '../../state/bridge.ts'
import type { WorkStore } from '../../state/works.ts'

export interface ActParts {
  readonly bridge: BoardBridge
  readonly works: WorkStore
}

/** Until when they are taken, with which note, and from whom; as it was, or until they resolve, when nothing is said. */
export type How = Pick<AcknowledgeRequest, 'until' | 'ends_at' | 'note' | 'from'>

type Terms = { readonly name: string } & (
  | ({ readonly act: 'acknowledge' } & How)
  | { readonly act: Exclude<OnMany['act'], 'acknowledge'> }
)

const VERBS = { acknowledge: 'Acknowledging', unacknowledge: 'Giving back', resolve: 'Ending' } as const
const TOLD = {
  acknowledge: 'alert_acknowledged',
  unacknowledge: 'alert_unacknowledged',
  resolve: 'alert_resolved',
} as const

/**
 * Does it with these alerts, the worst first: one by itself, many in one request, which shows how far it is and can be
 * stopped.
 */
export async function actOn(
  alerts: readonly Alert[],
  terms: Terms,
  { bridge, works }: ActParts,
): Promise<Outcome<Alert>> {
  const { act } = terms
  const [only] = alerts
  if (only !== undefined && alerts.length === 1) return outcomeOfOne(only, await one(bridge, only, terms))
  const id = newId()
  const asked = new Set(alerts.map(({ fingerprint }) => fingerprint))
  const isDone = (event: Event): boolean =>
    event.source === 'alert_processor' && event.type === TOLD[act] && asked.has(event.data.fingerprint)
  const stop = (): void =>
    void bridge.request({ method: 'POST', path: '/api/v2/alerts/bulk/stop', body: { id } })
  const end = works.begin({ verb: VERBS[act], of: alerts.length, isDone, stop })
  try {
    return await actOnMany(worstFirst(alerts), { ...terms, id }, (request) => bridge.request(request))
  } finally {
    end()
  }
}

function one(
  bridge: BoardBridge,
  { fingerprint, life }: Alert,
  { act, ...terms }: Terms,
): Promise<Result<unknown>> {
  const request = { life, ...terms }
  switch (act) {
    case 'acknowledge':
      return bridge.acknowledge(fingerprint, request)
    case 'unacknowledge':
      return bridge.unacknowledge(fingerprint, request)
    case 'resolve':
      return bridge.resolve(fingerprint, request)
  }
}

/** On a server where nobody signs in, whoever knows it can stop it: nobody guesses it. */
function newId(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-')
}
