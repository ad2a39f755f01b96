import { parseTime, type Silence } from '@watchfloor/contract'
import type { Core } from '../../../server/src/core/core.ts'
import { decodePostableSilence } from '../../../server/src/http/alertmanager/decode-silence.ts'
import { copyOf } from '../../../server/src/silences/with-upstreams.ts'
import type { TheirSilence } from '../../../server/src/upstreams/their-silence.ts'
import type { Asked, UpstreamClient } from '../../../server/src/upstreams/upstream-client.ts'

/** How a request fails: before it was done, or after, so that only its answer is lost. */
export type Fault = 'none' | 'request' | 'answer'

/**
 * An Alertmanager whose rules are those of a core, without a network between; `fault` says for each request how it
 * fails. An old one, before 0.32, drops annotations.
 */
export function modelUpstream(core: Core, fault: () => Fault, isOld: boolean): UpstreamClient {
  const lost = { ok: false, reason: 'unreachable', message: 'lost' } as const
  const through = async <T>(work: () => Promise<Asked<T>>): Promise<Asked<T>> => {
    const kind = fault()
    if (kind === 'request') return lost
    const answer = await work()
    return kind === 'answer' ? lost : answer
  }
  return {
    list: () => through(async () => ({ ok: true, value: core.silences().map(toTheirs) })),
    get: (id) =>
      through(async () => {
        const found = core.silences().find((silence) => silence.id === id)
        return { ok: true, value: found === undefined ? undefined : toTheirs(found) }
      }),
    post: (body) =>
      through(async () => {
        const decoded = decodePostableSilence(isOld ? { ...body, annotations: {} } : body)
        if (!decoded.ok) throw new Error(decoded.message)
        const answer = await core.setSilence(decoded.value)
        return answer.ok ? answer : { ok: false, reason: 'refused', message: answer.message }
      }),
    end: (id) =>
      through(async () => {
        await core.expireSilence(id, 'upstream')
        return { ok: true, value: undefined }
      }),
    close: () => {},
  }
}

function toTheirs(silence: Silence): TheirSilence {
  const { id, state, matchers, created_by, comment, annotations } = silence
  const [startsAt = 0, endsAt = 0, updatedAt = 0] = [
    silence.starts_at,
    silence.ends_at,
    silence.updated_at,
  ].map(parseTime)
  const times = { startsAt, endsAt, updatedAt }
  return {
    id,
    state,
    matchers,
    ...times,
    createdBy: created_by,
    comment,
    annotations,
    copyOf: copyOf(silence),
    others: {},
  }
}
