import { createHash } from 'node:crypto'
import type { Silence, UpstreamLink } from '@watchfloor/contract'

/** What a silence says, as one short text: what was written there is compared with what stands here. */
export function contentKey(silence: Silence): string {
  const { matchers, starts_at, ends_at, created_by, comment } = silence
  const text = JSON.stringify([matchers, starts_at, ends_at, created_by, comment])
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}

export function linkTo(silence: Silence, name: string): UpstreamLink | undefined {
  return silence.upstreams?.find((link) => link.name === name)
}

/** The silence with one of its links replaced. */
export function withLink(silence: Silence, link: UpstreamLink): Silence {
  const upstreams = (silence.upstreams ?? []).map((one) => (one.name === link.name ? link : one))
  return { ...silence, upstreams }
}

/** What has to be done there: write it, end it, or nothing. */
export function workFor(silence: Silence, link: UpstreamLink): 'write' | 'end' | undefined {
  if (link.wrote === contentKey(silence)) return undefined
  if (silence.state !== 'expired') return 'write'
  return link.id === undefined || link.state === 'ended' ? undefined : 'end'
}

/** Is it not there as it should be, whether that is tried again or was refused? */
export function isWaiting(silence: Silence, name: string): boolean {
  const link = linkTo(silence, name)
  return link !== undefined && (link.state === 'refused' || workFor(silence, link) !== undefined)
}
