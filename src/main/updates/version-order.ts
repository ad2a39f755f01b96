/** Versions as Semantic Versioning 2.0 writes them; what follows a `+` does not count. */
export const VERSION =
  '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+[0-9A-Za-z.-]+)?$'

const WHOLE = new RegExp(VERSION)
const NUMBER = /^\d+$/

/** Does `one` come after `other`, in the order of Semantic Versioning? False where either is no version. */
export function isNewer(one: string, other: string): boolean {
  const [a, b] = [WHOLE.exec(one), WHOLE.exec(other)]
  if (a === null || b === null) return false
  for (const part of [1, 2, 3]) {
    const difference = compareNumbers(a[part] ?? '', b[part] ?? '')
    if (difference !== 0) return difference > 0
  }
  return comparePreviews(a[4], b[4]) > 0
}

/** A preview comes before what it previews; of two, the first part that differs decides, and then the longer one. */
function comparePreviews(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined)
  const [a, b] = [one.split('.'), other.split('.')]
  for (const [index, part] of a.entries()) {
    const against = b[index]
    if (against === undefined) return 1
    const difference = compareParts(part, against)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

function compareParts(one: string, other: string): number {
  const [isOne, isOther] = [NUMBER.test(one), NUMBER.test(other)]
  if (isOne && isOther) return compareNumbers(one, other)
  if (isOne !== isOther) return isOne ? -1 : 1
  if (one === other) return 0
  return one < other ? -1 : 1
}

/** Of any length, so that none is rounded. */
function compareNumbers(one: string, other: string): number {
  const difference = BigInt(one) - BigInt(other)
  if (difference === 0n) return 0
  return difference < 0n ? -1 : 1
}
