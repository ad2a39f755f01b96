/**
 * What a value must have to match an expression of RE2 as a whole: it begins with one of `texts`, or (`anywhere`)
 * contains one of them.
 */
export interface RequiredLiterals {
  readonly where: 'start' | 'anywhere'
  readonly texts: readonly string[]
}

/** Signs that stand for themselves outside of classes, wherever RE2 meets them. */
const PLAIN = /^[^\\^$.|?*+()[\]{}]$/u
const REPEAT = /^\{\d+(?:,\d*)?\}/

interface Run {
  readonly text: string
  readonly isFirst: boolean
}

/**
 * The texts of which a match must have one; undefined when none can be told. It looks only at what stands in no
 * group, and gives up at whatever it does not know, so that it may ask for too little and never for too much.
 */
export function requiredLiterals(pattern: string): RequiredLiterals | undefined {
  // Flags change what letters mean; quotations and code points are rare.
  if (/\(\?(?!:)|\\[QECpPxX0-9]/.test(pattern)) return undefined
  const branches = branchesOf([...pattern])
  if (branches === undefined) return undefined
  const firsts = branches.map((runs) => runs.find(({ isFirst }) => isFirst)?.text ?? '')
  if (firsts.every((text) => text !== '')) return { where: 'start', texts: [...new Set(firsts)] }
  const longest = branches.map((runs) =>
    runs.reduce((a, { text }) => (text.length > a.length ? text : a), ''),
  )
  return longest.every((text) => text !== '')
    ? { where: 'anywhere', texts: [...new Set(longest)] }
    : undefined
}

/** A test that is cheaper than the expression and passes whatever the expression passes; undefined when there is none. */
export function literalTest(pattern: string): ((text: string) => boolean) | undefined {
  const required = requiredLiterals(pattern)
  if (required === undefined || required.texts.length > 8) return undefined
  const { where, texts } = required
  const [only] = texts
  if (texts.length === 1 && only !== undefined) {
    return where === 'start' ? (text) => text.startsWith(only) : (text) => text.includes(only)
  }
  return where === 'start'
    ? (text) => texts.some((one) => text.startsWith(one))
    : (text) => texts.some((one) => text.includes(one))
}

/** The runs of plain signs in each alternative; undefined when a bracket has no end. */
function branchesOf(signs: readonly string[]): readonly (readonly Run[])[] | undefined {
  const branches: Run[][] = [[]]
  let run = ''
  let isFirst = true
  const end = (): void => {
    if (run !== '') branches.at(-1)?.push({ text: run, isFirst })
    run = ''
    isFirst = false
  }
  for (let at = 0; at < signs.length; ) {
    const sign = signs[at] as string
    if (PLAIN.test(sign)) {
      run += sign
      at++
    } else if (sign === '\\') {
      const escaped = signs[at + 1] ?? ''
      // Punctuation means itself; letters are classes and places.
      if (/^[!-/:-@[-`{-~]$/.test(escaped)) run += escaped
      else end()
      at += 2
    } else if (sign === '|') {
      end()
      branches.push([])
      isFirst = true
      at++
    } else if (sign === '(' || sign === '[') {
      end()
      const next = sign === '(' ? afterGroup(signs, at) : afterClass(signs, at)
      if (next === undefined) return undefined
      at = next
    } else if (sign === '+') {
      end()
      at++
    } else if (sign === '{' && !REPEAT.test(signs.slice(at, at + 12).join(''))) {
      run += sign
      at++
    } else if (sign === '?' || sign === '*' || sign === '{') {
      // What stands before it may be absent.
      run = [...run].slice(0, -1).join('')
      end()
      at += sign === '{' ? signs.indexOf('}', at) - at + 1 : 1
    } else if (sign === '^' && isFirst && run === '') at++
    else if (sign === '}' || sign === ']') {
      run += sign
      at++
    } else {
      end()
      at++
    }
  }
  end()
  return branches
}

function afterGroup(signs: readonly string[], open: number): number | undefined {
  let depth = 0
  for (let at = open; at < signs.length; ) {
    const sign = signs[at]
    if (sign === '\\') at += 2
    else if (sign === '[') {
      const next = afterClass(signs, at)
      if (next === undefined) return undefined
      at = next
    } else {
      if (sign === '(') depth++
      if (sign === ')' && --depth === 0) return at + 1
      at++
    }
  }
  return undefined
}

function afterClass(signs: readonly string[], open: number): number | undefined {
  let at = open + 1
  if (signs[at] === '^') at++
  // A bracket that comes first is a member.
  if (signs[at] === ']') at++
  while (at < signs.length) {
    if (signs[at] === '\\') at += 2
    else if (signs[at] === '[' && signs[at + 1] === ':') {
      const close = signs.indexOf(']', at)
      if (close < 0) return undefined
      at = close + 1
    } else if (signs[at] === ']') return at + 1
    else at++
  }
  return undefined
}
