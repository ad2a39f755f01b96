import type { Silence } from '@watchfloor/contract'
import type { Held, Holding } from '../alerts/budget.ts'

type Said = Pick<Silence, 'matchers' | 'comment' | 'created_by' | 'annotations'>

/** How much of silences may be held; what is there may be changed and ended whatever it is. */
export interface SilenceRoom extends Held {
  /** Bytes of one silence in all. */
  readonly bytes: number
  /** Silences that are over and remembered; their bytes may be as many as those of the others. */
  readonly remembered: number
}

/** About how many bytes the texts of a silence are. */
export function silenceBytes({ matchers, comment, created_by, annotations }: Said): number {
  let bytes = comment.length + created_by.length
  for (const { name, value } of matchers) bytes += name.length + value.length
  for (const name in annotations) bytes += name.length + (annotations[name] as string).length
  return bytes
}

/** What somebody wrote into it: as an alert is measured, so that the two limits fit each other. */
function textsOf({ matchers, comment, created_by, annotations }: Said): readonly string[] {
  return [
    comment,
    created_by,
    ...matchers.flatMap(({ name, value }) => [name, value]),
    ...Object.entries(annotations).flat(),
  ]
}

/** Why a silence is too large by itself, in Alertmanager's words for the same limit. */
export function sizeError(silence: Said, { bytes: most }: SilenceRoom): string | undefined {
  // A unit of UTF-16 is at most three bytes: most need no counting.
  if (silenceBytes(silence) * 3 <= most) return undefined
  const bytes = textsOf(silence).reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  if (bytes <= most) return undefined
  return `silence exceeded maximum size: ${bytes} bytes (limit: ${most} bytes, limits.silence_bytes)`
}

/** Why there is no room for so much more; undefined when there is. What gets no larger always has room. */
export function roomError({ all, ofSender }: Held, more: Holding, most: SilenceRoom): string | undefined {
  const number = 'exceeded maximum number of silences'
  const size = 'exceeded maximum size of all silences'
  const isMore = more.count > 0
  if (isMore && all.count >= most.all.count)
    return `${number}: ${all.count} (limit: ${most.all.count}, limits.silences)`
  if (isMore && ofSender.count >= most.ofSender.count)
    return `${number} of one sender: ${ofSender.count} (limit: ${most.ofSender.count}, limits.silences_per_sender)`
  if (more.bytes <= 0) return undefined
  if (all.bytes + more.bytes > most.all.bytes)
    return `${size}: ${all.bytes} bytes (limit: ${most.all.bytes} bytes, limits.silence_state_bytes)`
  if (ofSender.bytes + more.bytes > most.ofSender.bytes)
    return `${size} of one sender: ${ofSender.bytes} bytes (limit: ${most.ofSender.bytes} bytes, limits.silence_state_bytes_per_sender)`
  return undefined
}
