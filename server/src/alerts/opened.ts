import { firstLifeOf } from './flapping.ts'
import type { AlertRecord } from './record.ts'

/**
 * A record with what the event that opens its life gives it. It was made for that, and nobody else has it yet: to
 * complete it is cheaper than another one.
 */
export function opened(
  record: AlertRecord,
  life: AlertRecord['life'],
  inhibitedBy: AlertRecord['inhibitedBy'],
  sequence: AlertRecord['sequence'],
): AlertRecord {
  const whole: { -readonly [K in keyof AlertRecord]: AlertRecord[K] } = record
  whole.life = life
  whole.firstLife = firstLifeOf(record, life)
  whole.inhibitedBy = inhibitedBy
  whole.sequence = sequence
  return whole
}
