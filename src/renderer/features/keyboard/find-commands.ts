import uFuzzy from '@leeoniya/ufuzzy'
import type { Command } from './commands.ts'

/** More than anybody reads; who does not find it types on. */
const MOST = 30
/** Of alerts, while nothing is typed: the rest is the board's. */
const MOST_ALERTS = 5

/** One wrong, missing or additional letter in a word is forgiven; words may come in any order. */
const fuzzy = new uFuzzy({ intraMode: 1 })
const ORDER = 3

/** The commands that are meant by what is typed, the best first; what cannot be done comes after what can. */
export function findCommands(commands: readonly Command[], typed: string): readonly Command[] {
  const wanted = typed.trim()
  if (wanted === '') return shortList(commands)
  const haystack = commands.map(({ text, note, group }) => uFuzzy.latinize(`${text} ${note} ${group}`))
  const [indexes, info, order] = fuzzy.search(haystack, uFuzzy.latinize(wanted), ORDER)
  const best = order === null || info === null ? (indexes ?? []) : order.map((at) => info.idx[at] ?? -1)
  const found = best.flatMap((index) => commands[index] ?? [])
  return [...found.filter(({ why }) => why === null), ...found.filter(({ why }) => why !== null)].slice(
    0,
    MOST,
  )
}

function shortList(commands: readonly Command[]): readonly Command[] {
  const alerts = commands.filter(({ group }) => group === 'Alert').slice(0, MOST_ALERTS)
  const screens = commands.filter(({ note }) => note === 'screen')
  const others = commands.filter((one) => one.group === 'Do' && !screens.includes(one))
  return [...commands.filter(({ group }) => group === 'Act'), ...screens, ...others, ...alerts]
}
