import { DEFAULT_SIZE_LIMITS, type SizeLimits } from '../alerts/size-limits.ts'
import { count } from './notation.ts'

/** How large one alert may be. */
export const sizeSettings = {
  labels: count(DEFAULT_SIZE_LIMITS.labels, 1, 'Labels of one alert.'),
  label_chars: count(DEFAULT_SIZE_LIMITS.labelChars, 1, 'Characters of a label’s name or value.'),
  annotations: count(DEFAULT_SIZE_LIMITS.annotations, 0, 'Annotations of one alert.'),
  annotation_chars: count(
    DEFAULT_SIZE_LIMITS.annotationChars,
    1,
    'Characters of an annotation’s name or value.',
  ),
}

/** The limits as they are configured. */
export function sizesFrom(
  limits: {
    readonly [K in keyof typeof sizeSettings]: number
  },
): SizeLimits {
  return {
    labels: limits.labels,
    labelChars: limits.label_chars,
    annotations: limits.annotations,
    annotationChars: limits.annotation_chars,
  }
}
