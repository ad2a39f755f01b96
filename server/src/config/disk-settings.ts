import Type from 'typebox'
import { DEFAULT_SELF_LIMITS } from '../health/self-watch.ts'
import { size } from './notation.ts'

/** Room on the disk of the data folder. */
export const diskSettings = Type.Object(
  {
    low: size(DEFAULT_SELF_LIMITS.diskLow, 0, 'Free bytes below which the health row “Disk” is amber.'),
    critical: size(DEFAULT_SELF_LIMITS.diskCritical, 0, 'Free bytes below which it is red.'),
    reserve: size(
      16_777_216,
      0,
      'Size of a file that keeps room for a full disk, on which the log must still be tidied up; 0 lays none.',
    ),
  },
  { additionalProperties: false },
)
