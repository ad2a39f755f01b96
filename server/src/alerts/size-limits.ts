import type { LabelSet } from '@watchfloor/contract'

/** How large one alert may be. Alertmanager has no such limits; these are far above what rules are written with. */
export interface SizeLimits {
  readonly labels: number
  readonly annotations: number
  /** Characters of a label's name or value: every matcher and expression is tried on them. */
  readonly labelChars: number
  /** Characters of an annotation's name or value: every one goes out to every reader. */
  readonly annotationChars: number
}

export const DEFAULT_SIZE_LIMITS: SizeLimits = {
  labels: 128,
  annotations: 128,
  labelChars: 2_048,
  annotationChars: 65_536,
}

/** What of this alert is too large, and by which setting; undefined when nothing is. */
export function sizeError(
  { labels, annotations }: { readonly labels: LabelSet; readonly annotations: LabelSet },
  limits: SizeLimits,
): string | undefined {
  return (
    setError('label', labels, limits.labels, limits.labelChars) ??
    setError('annotation', annotations, limits.annotations, limits.annotationChars)
  )
}

function setError(
  kind: 'label' | 'annotation',
  set: LabelSet,
  most: number,
  mostChars: number,
): string | undefined {
  let count = 0
  for (const name in set) {
    count++
    const value = set[name] ?? ''
    const [what, length] =
      name.length > mostChars ? ['the name of', name.length] : ['the value of', value.length]
    if (length <= mostChars) continue
    const shown = JSON.stringify(name.slice(0, 60))
    return `${what} ${kind} ${shown} has ${length} characters, and ${mostChars} are allowed (limits.${kind}_chars)`
  }
  return count > most ? `${count} ${kind}s, and ${most} are allowed (limits.${kind}s)` : undefined
}
