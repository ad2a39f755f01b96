/**
 * How much an expression may grow when its repetitions are written out, and how much all of those that come together
 * may: compiling takes about 10 µs for each of it, and cannot be interrupted.
 */
export const MOST_COMPLEXITY = 4_096

/** A class of Unicode takes as long as so many plain ones. */
const UNICODE_CLASS = 8
const REPEAT = /\{(\d{1,6})(?:,(\d{0,6}))?\}/y

interface Level {
  sum: number
  /** What a repetition that follows repeats. */
  last: number
}

/**
 * About how many places an expression has with its repetitions written out, without compiling it; at least its length
 * in what is no class. It need not be a valid one.
 */
export function complexityOf(pattern: string): number {
  const levels: Level[] = [{ sum: 0, last: 0 }]
  let level = levels[0] as Level
  const add = (size: number): void => {
    level.sum += size
    level.last = size
  }
  for (let at = 0; at < pattern.length; ) {
    const sign = pattern[at]
    if (sign === '\\') {
      const isUnicode = /[pP]/.test(pattern[at + 1] ?? '')
      add(isUnicode ? UNICODE_CLASS : 1)
      at = isUnicode && pattern[at + 2] === '{' ? endOf(pattern, '}', at) : at + 2
    } else if (sign === '[') {
      const end = endOfClass(pattern, at)
      add(1 + UNICODE_CLASS * (pattern.slice(at, end).match(/\\[pP]/g)?.length ?? 0))
      at = end
    } else if (sign === '(') {
      level = { sum: 1, last: 0 }
      levels.push(level)
      at++
    } else if (sign === ')' && levels.length > 1) {
      const { sum } = levels.pop() as Level
      level = levels.at(-1) as Level
      add(sum)
      at++
    } else {
      REPEAT.lastIndex = at
      const repeat = sign === '{' ? REPEAT.exec(pattern) : null
      if (repeat !== null) {
        const times = Math.max(Number(repeat[1]), Number(repeat[2] ?? 0), 1)
        level.sum += level.last * (times - 1)
        level.last *= times
        at += repeat[0].length
      } else {
        if (sign === '*' || sign === '+' || sign === '?') level.sum++
        else add(1)
        at++
      }
    }
  }
  return levels.reduce((sum, one) => sum + one.sum, 0)
}

function endOfClass(pattern: string, open: number): number {
  let at = open + 1
  if (pattern[at] === '^') at++
  // A bracket that comes first is a member.
  if (pattern[at] === ']') at++
  while (at < pattern.length && pattern[at] !== ']') at += pattern[at] === '\\' ? 2 : 1
  return at + 1
}

function endOf(pattern: string, sign: string, from: number): number {
  const end = pattern.indexOf(sign, from)
  return end < 0 ? pattern.length : end + 1
}
