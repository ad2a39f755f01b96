import { createHash } from 'node:crypto'
import type { Silence, UpstreamLink } from '@watchfloor/contract'

/** What a silence says but for its annotations, as one short text. */
export function contentKey(silence: Silence): string {
  const { matchers, starts_at, ends_at, created_by, comment } = silence
  return short([matchers, starts_at, ends_at, created_by, comment])
}

/** All that is written there: a silence without annotations has the key that it had before they were a part of it. */
export function writtenKey(silence: Silence): string {
  const annotations = Object.entries(silence.annotations).sort(([a], [b]) => (a < b ? -1 : 1))
  return contentKey(silence) + (annotations.length === 0 ? '' : BETWEEN + short(annotations))
}

/** Was the silence written as it is, but for its annotations? */
export function saysTheSame({ wrote }: UpstreamLink, silence: Silence): boolean {
  return wrote?.split(BETWEEN)[0] === contentKey(silence)
}

/** What was written of this one, had it said another thing of itself; its annotations are as they were. */
export function wroteInstead({ wrote = '' }: UpstreamLink, silence: Silence): string {
  const [, annotations] = wrote.split(BETWEEN)
  return contentKey(silence) + (annotations === undefined ? '' : BETWEEN + annotations)
}

/** No sign of base64url. */
const BETWEEN = '.'

function short(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16)
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
  if (silence.state !== 'expired') return link.wrote === writtenKey(silence) ? undefined : 'write'
  if (saysTheSame(link, silence)) return undefined
  return link.id === undefined || link.state === 'ended' ? undefined : 'end'
}

/** Is it not there as it should be, whether that is tried again or was refused? */
export function isWaiting(silence: Silence, name: string): boolean {
  const link = linkTo(silence, name)
  return link !== undefined && (link.state === 'refused' || workFor(silence, link) !== undefined)
}
