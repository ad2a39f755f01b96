import Type, { type Static } from 'typebox'

/** Label or annotation map: names and values are text. Alertmanager's UTF-8 mode allows any non-empty name. */
export const LabelSet = Type.Record(Type.String({ minLength: 1 }), Type.String())
export type LabelSet = Readonly<Static<typeof LabelSet>>

/**
 * Compares two texts bytewise on UTF-8, as Go does. JavaScript's own order is UTF-16 code units, which differs above
 * U+FFFF and would give other fingerprints than Alertmanager's. Nothing is encoded for it: only surrogates and the
 * characters above them stand in another order.
 */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i)
    const right = b.charCodeAt(i)
    if (left !== right) return utf8Rank(left) - utf8Rank(right)
  }
  return a.length - b.length
}

/** A code unit's place in UTF-8's order: surrogates stand for characters above all others. */
function utf8Rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

/** The labels without those of empty value: to Alertmanager an empty label is an absent one. */
export function withoutEmpty(labels: LabelSet): LabelSet {
  let isWhole = true
  for (const name in labels) if (labels[name] === '') isWhole = false
  if (isWhole) return labels
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''))
}
