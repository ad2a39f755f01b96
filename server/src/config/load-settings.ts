import { parseDocument } from 'yaml'
import type { Problem } from '../ground/problem.ts'
import { type Leaf, settingLeaves, VARIABLE_PREFIX } from './leaves.ts'
import { isSettings, type Settings, type SomeSettings } from './settings.ts'

/** Where settings come from; a flag wins over a variable, a variable over the file, the file over the default. */
export interface SettingSources {
  readonly file?: { readonly name: string; readonly text: string }
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** By flag name without dashes, such as `data-dir`. */
  readonly flags?: Readonly<Record<string, string>>
}

export type Loaded =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Reads every source and checks every key; all problems are reported, not only the first. */
export function loadSettings(sources: SettingSources): Loaded {
  const problems: Problem[] = []
  const leaves = settingLeaves()
  const file = readFile(sources.file, leaves, problems)
  rejectUnknownVariables(sources.environment ?? {}, leaves, problems)

  const settings: Record<string, unknown> = {}
  for (const leaf of leaves) {
    const chosen = choose(leaf, sources, file)
    if (chosen === undefined) {
      put(settings, leaf.path, leaf.initial)
      continue
    }
    if (chosen.value === undefined) {
      const flaw = chosen.flaw === undefined ? '' : ` (${chosen.flaw})`
      const message = `${chosen.shown} is not valid${flaw}; expected ${leaf.notation.expected}`
      problems.push({ where: chosen.where, message })
    }
    put(settings, leaf.path, chosen.value)
  }
  if (problems.length > 0) return { ok: false, problems }
  if (!isSettings(settings)) throw new Error('settings that were read one by one do not fit their own schema')
  return { ok: true, settings }
}

/** Defaults with some values laid over them, for a server started from code. Throws on what does not fit. */
export function settingsFrom(some: SomeSettings = {}): Settings {
  const settings: Record<string, unknown> = {}
  for (const leaf of settingLeaves()) put(settings, leaf.path, at(some, leaf.path) ?? leaf.initial)
  if (!isSettings(settings)) throw new TypeError(`these settings do not fit: ${JSON.stringify(some)}`)
  return settings
}

interface Given {
  readonly where: string
  readonly shown: string
  readonly value: unknown
  readonly flaw: string | undefined
}

function choose(leaf: Leaf, sources: SettingSources, file: unknown): Given | undefined {
  const { flag } = leaf.notation
  const flagged = flag === undefined ? undefined : sources.flags?.[flag]
  if (flagged !== undefined) return given(`--${flag}`, flagged, leaf, leaf.fromText(flagged))
  const variable = sources.environment?.[leaf.variable]
  if (variable !== undefined && variable !== '') {
    return given(leaf.variable, variable, leaf, leaf.fromText(variable))
  }
  const value = at(file, leaf.path)
  if (value === undefined) return undefined
  return given(`${sources.file?.name}: ${leaf.key}`, value, leaf, leaf.fromYaml(value))
}

function given(where: string, raw: unknown, leaf: Leaf, value: unknown): Given {
  return { where, shown: shownOf(raw, leaf), value, flaw: value === undefined ? leaf.flaw(raw) : undefined }
}

/**
 * A value as a message repeats it. Entries of a list may hold what belongs in a file of its own, a password or an
 * address with one in it, by mistake: they are not repeated.
 */
function shownOf(raw: unknown, { notation }: Leaf): string {
  if (notation.as === 'objects') return 'the value'
  return JSON.stringify(raw).replaceAll(/\/\/[^\s/@"]*@/g, '//<secret>@')
}

function readFile(file: SettingSources['file'], leaves: readonly Leaf[], problems: Problem[]): unknown {
  if (file === undefined) return undefined
  const document = parseDocument(file.text)
  for (const error of document.errors) problems.push({ where: file.name, message: error.message })
  if (document.errors.length > 0) return undefined
  const content: unknown = document.toJS()
  if (content === null || content === undefined) return undefined
  rejectUnknownKeys(content, [], leaves, file.name, problems)
  return content
}

function rejectUnknownKeys(
  value: unknown,
  path: readonly string[],
  leaves: readonly Leaf[],
  file: string,
  problems: Problem[],
): void {
  if (leaves.some((leaf) => leaf.key === path.join('.'))) return
  const known = [
    ...new Set(leaves.filter((leaf) => startsWith(leaf.path, path)).map((leaf) => leaf.path[path.length])),
  ]
  const where = path.length === 0 ? file : `${file}: ${path.join('.')}`
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push({ where, message: `expected keys and values here; keys are ${known.join(', ')}` })
    return
  }
  for (const [key, child] of Object.entries(value)) {
    if (known.includes(key)) rejectUnknownKeys(child, [...path, key], leaves, file, problems)
    else {
      const full = [...path, key].join('.')
      problems.push({
        where: `${file}: ${full}`,
        message: `there is no such key; keys here are ${known.join(', ')}`,
      })
    }
  }
}

/** Kubernetes sets these in every pod next to a service of that name; they are not meant for us. */
const KUBERNETES = /_SERVICE_(HOST|PORT)(_|$)|_PORT(_\d+_(TCP|UDP).*)?$/

function rejectUnknownVariables(
  environment: Readonly<Record<string, string | undefined>>,
  leaves: readonly Leaf[],
  problems: Problem[],
): void {
  const known = new Set(leaves.map((leaf) => leaf.variable))
  for (const name of Object.keys(environment)) {
    if (!name.startsWith(VARIABLE_PREFIX) || known.has(name) || KUBERNETES.test(name)) continue
    problems.push({
      where: name,
      message:
        'there is no such setting; a variable is named after its key, as WATCHFLOOR_LIMITS_BODY_BYTES after limits.body_bytes',
    })
  }
}

function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((part, index) => path[index] === part)
}

function at(value: unknown, path: readonly string[]): unknown {
  let here = value
  for (const part of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, part)) return undefined
    here = (here as Readonly<Record<string, unknown>>)[part]
  }
  return here
}

function put(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let here = target
  for (const part of path.slice(0, -1)) {
    here[part] ??= {}
    here = here[part] as Record<string, unknown>
  }
  here[path.at(-1) as string] = value
}
