import { stringify } from 'yaml'
import { type Fields, isNull, last } from './decoder.ts'
import type { YamlNode } from './go-yaml.ts'
import type { Receiver } from './read-receivers.ts'

/** Parts of the file that are shown as they are: they name labels, receivers and times. */
const SHOWN = ['route', 'inhibit_rules', 'time_intervals', 'mute_time_intervals', 'templates']

/**
 * An alertmanager.yml as anybody may see it: only what is listed here, and of receivers their names and labels. It
 * is a valid configuration, because amtool's `config routes` and Grafana read it as one. Whatever else the file holds
 * may be a secret (a password, an address with a token in it, a comment), and is named at most.
 */
export function shownConfig(content: Fields, receivers: readonly Receiver[]): string {
  const shown: string[] = []
  const timeout = last(content.get('global'))
  if (timeout !== undefined) shown.push(globalText(timeout))
  for (const key of SHOWN) {
    const node = last(content.get(key))
    if (node !== undefined) shown.push(stringify({ [key]: plain(node) }))
  }
  shown.push(
    receivers.length === 0 ? 'receivers: []\n' : `receivers:\n${receivers.map(receiverText).join('')}`,
  )
  return shown.join('')
}

function globalText(node: YamlNode): string {
  const entries = node.kind === 'map' ? node.entries : []
  const given = entries.find(({ key }) => key.kind === 'scalar' && key.text === 'resolve_timeout')?.value
  const rest = entries.some(({ value }) => value !== given) ? '  # everything else: <secret>\n' : ''
  const timeout = given === undefined ? '' : `  resolve_timeout: ${String(plain(given))}\n`
  return timeout === '' ? `# global: <secret>\n` : `global:\n${timeout}${rest}`
}

function receiverText({ name, labels, integrations }: Receiver): string {
  const own = Object.keys(labels).length === 0 ? { name } : { name, labels }
  return stringify([own]) + integrations.map((kind) => `  # ${kind}_configs: <secret>\n`).join('')
}

/** What a node says, its texts as texts; one that is meant as a flag or as nothing stays so. */
function plain(node: YamlNode): unknown {
  if (node.kind === 'list') return node.items.map(plain)
  if (node.kind === 'map')
    return Object.fromEntries(node.entries.map(({ key, value }) => [nameOf(key), plain(value)]))
  if (isNull(node)) return null
  return node.means === 'value' ? node.text : node.means === 'true'
}

function nameOf(key: YamlNode): string {
  return key.kind === 'scalar' ? key.text : ''
}
