import { type Leaf, settingLeaves } from '../../server/src/config/leaves.ts'
import { formatDuration } from '../../server/src/config/units.ts'
import { code, table, WRITTEN } from './markdown.ts'

interface Entry {
  readonly required?: readonly string[]
  readonly properties: Readonly<Record<string, { readonly description?: string }>>
}

/** Every setting, from the schema that they are read by. */
export function settingsReference(): string {
  const leaves = settingLeaves()
  const groups = Map.groupBy(leaves, ({ path }) => (path.length > 1 ? path[0] : undefined))
  const sections = [...groups].map(
    ([group, members]) => `## ${group === undefined ? 'At the top' : code(group)}\n\n${keys(members)}`,
  )
  const entries = leaves.filter(({ notation }) => notation.as === 'objects').map(entryKeys)
  return `${WRITTEN}
# Settings

Each is a key of the YAML file (\`--config FILE\`) and a variable: \`limits.body_bytes\` is \`WATCHFLOOR_LIMITS_BODY_BYTES\`. Some are a flag, too. A flag wins over a variable, a variable over the file. Durations are written \`30s\`, \`5m\`, \`1h30m\`; sizes \`512KB\`, \`10MB\`, \`64MiB\`; in a variable, lists are separated by commas. What is wrong stops the start, with every problem listed. [Operating](../operating.md) says when to change what.

${[...sections, ...entries].join('\n')}`
}

function keys(leaves: readonly Leaf[]): string {
  const rows = leaves.map((leaf) => {
    const { key, notation } = leaf
    const flag = notation.flag === undefined ? '' : `, ${code(`--${notation.flag}`)}`
    return [code(key) + flag, shown(leaf), notation.description, valueText(leaf)]
  })
  return table(['key', 'default', '', 'value'], rows)
}

/** The keys of one object of a list. */
function entryKeys({ key, schema }: Leaf): string {
  const { properties, required = [] } = (schema as unknown as { readonly items: Entry }).items
  const rows = Object.entries(properties).map(([name, { description = '' }]) => [
    code(name),
    required.includes(name) ? 'yes' : '',
    description,
  ])
  return `## One of ${key}\n\n${table(['key', 'needed', ''], rows)}`
}

/** What may be given. */
function valueText({ key, notation, schema }: Leaf): string {
  const { minimum = 0 } = schema as { readonly minimum?: number }
  switch (notation.as) {
    case 'duration':
      return `a duration, ${formatDuration(minimum)} or more`
    case 'size':
      return minimum === 0 ? 'a size' : `a size, ${sizeText(minimum)} or more`
    case 'objects':
      return `a list; in the variable as JSON. See [one of them](#one-of-${key})`
    default:
      return notation.expected
  }
}

/** The default as a person would write it. */
function shown({ initial, notation }: Leaf): string {
  if (Array.isArray(initial) || initial === '') return 'none'
  if (typeof initial === 'number' && notation.as === 'duration') return formatDuration(initial)
  if (typeof initial === 'number' && notation.as === 'size') return sizeText(initial)
  if (typeof initial === 'number') return initial.toLocaleString('en')
  return typeof initial === 'object' ? 'none' : code(String(initial))
}

const SIZES = [
  ['GB', 1e9],
  ['MiB', 2 ** 20],
  ['MB', 1e6],
  ['KiB', 2 ** 10],
  ['KB', 1e3],
] as const

function sizeText(bytes: number): string {
  const [unit, size] = SIZES.find(([, size]) => bytes >= size && bytes % size === 0) ?? ['bytes', 1]
  return `${bytes / size} ${unit}`
}
