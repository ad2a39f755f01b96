import Type, { type Static } from 'typebox'

/** Label or annotation map: names and values are text. Alertmanager's UTF-8 mode allows any non-empty name. */
export const LabelSet = Type.Record(Type.String({ minLength: 1 }), Type.String())
export type LabelSet = Readonly<Static<typeof LabelSet>>

const utf8 = new TextEncoder()

/**
 * Compares two texts bytewise on UTF-8, as Go does. JavaScript's own order is UTF-16 code units,
 * which differs above U+FFFF and would give other fingerprints than Alertmanager's.
 */
export function compareUtf8(a: string, b: string): number {
  const left = utf8.encode(a)
  const right = utf8.encode(b)
  const length = Math.min(left.length, right.length)
  for (let i = 0; i < length; i++) {
    const difference = (left[i] as number) - (right[i] as number)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** The labels without those of empty value: to Alertmanager an empty label is an absent one. */
export function withoutEmpty(labels: LabelSet): LabelSet {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''))
}
