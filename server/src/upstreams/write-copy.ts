import { formatTime, type Millis, type Silence, type UpstreamLink } from '@watchfloor/contract'
import { workFor, writtenKey } from '../silences/upstream-links.ts'
import type { Cause } from './causes.ts'
import { postableCopy } from './their-silence.ts'
import type { Asked, UpstreamClient } from './upstream-client.ts'

/**
 * Does what has to be done at an upstream for one silence; answers the link as it is then, and the same one when
 * there was nothing to do.
 */
export async function writeCopy(
  client: UpstreamClient,
  silence: Silence,
  link: UpstreamLink,
  now: () => Millis,
  cause?: Cause,
): Promise<UpstreamLink> {
  const work = workFor(silence, link)
  if (work === undefined) return link
  const wrote = writtenKey(silence)
  const { error: _error, ...before } = link
  if (work === 'end') {
    const ended = await client.end(link.id ?? '', cause)
    if (!ended.ok) return failed(link, wrote, ended, now())
    return { ...before, state: 'ended', since: formatTime(now()), wrote }
  }
  const posted = await post(client, silence, link, cause)
  if (!posted.ok) return failed(link, wrote, posted, now())
  return { ...before, state: 'written', since: formatTime(now()), id: posted.value, wrote }
}

async function post(
  client: UpstreamClient,
  silence: Silence,
  link: UpstreamLink,
  cause: Cause | undefined,
): Promise<Asked<string>> {
  if (link.id === undefined) return client.post(postableCopy(silence), cause)
  const known = await client.get(link.id, cause)
  if (!known.ok) return known
  // One that ended there, or that an Alertmanager lost, is made anew.
  if (known.value === undefined || known.value.state === 'expired')
    return client.post(postableCopy(silence), cause)
  return client.post(postableCopy(silence, known.value), cause)
}

function failed(
  link: UpstreamLink,
  wrote: string,
  { reason, message }: Extract<Asked<unknown>, { readonly ok: false }>,
  now: Millis,
): UpstreamLink {
  const state = reason === 'refused' ? 'refused' : 'waiting'
  const since = link.state === state && link.error !== undefined ? link.since : formatTime(now)
  // As it is, it is not tried again.
  return { ...link, state, since, error: message, ...(reason === 'refused' ? { wrote } : {}) }
}
