import { parseArgs } from 'node:util'
import { settingLeaves } from '../config/leaves.ts'

export const COMMANDS = [
  'serve',
  'demo',
  'backup',
  'migrate',
  'purge',
  'token',
  'audit',
  'join-link',
  'log-level',
  'check-config',
  'health',
  'version',
  'help',
] as const
export type Command = (typeof COMMANDS)[number]

export type CommandLine =
  | {
      readonly ok: true
      readonly command: Command
      /** Values by flag name without dashes; a flag without a value is the empty text. */
      readonly flags: Readonly<Record<string, string>>
      /** Flags that may be said more than once, with all that was said. */
      readonly lists: Readonly<Record<string, readonly string[]>>
      /** What follows the command without dashes: of `token`, what to do, and with which. */
      readonly words: readonly string[]
    }
  | { readonly ok: false; readonly message: string }

/** What these do is said in words behind them. */
const WORDED: readonly Command[] = ['token', 'audit', 'join-link', 'log-level']
const DEMO_FLAGS = ['server', 'speed', 'seed'] as const
const TOKEN_FLAGS = ['name', 'role', 'expires', 'replaces', 'subject', 'jti', 'issued-before'] as const
const TOKEN_LISTS = ['scope', 'label'] as const
const AUDIT_FLAGS = ['from', 'to', 'who', 'what', 'result', 'limit', 'format', 'head', 'key', 'file'] as const
const PURGE_FLAGS = ['server', 'filter', 'source', 'name', 'note'] as const

/** Flags of settings, as their schema names them. */
export function settingFlags(): readonly {
  readonly flag: string
  readonly description: string
  /** Has it no value? */
  readonly isSwitch: boolean
}[] {
  return settingLeaves().flatMap(({ notation: { flag, description }, initial }) =>
    flag === undefined ? [] : [{ flag, description, isSwitch: typeof initial === 'boolean' }],
  )
}

function flagsOf(command: Command): {
  readonly texts: readonly string[]
  readonly switches: readonly string[]
} {
  const all = settingFlags()
  const settings = ['config', ...all.filter(({ isSwitch }) => !isSwitch).map(({ flag }) => flag)]
  const switches = ['help', 'version', ...all.filter(({ isSwitch }) => isSwitch).map(({ flag }) => flag)]
  switch (command) {
    case 'demo':
      return { texts: DEMO_FLAGS, switches: ['help', 'mix'] }
    case 'purge':
      return { texts: PURGE_FLAGS, switches: ['help', 'yes'] }
    case 'backup':
      return { texts: [...settings, 'to'], switches }
    case 'migrate':
      return { texts: [...settings, 'from', 'to'], switches: [...switches, 'check'] }
    case 'join-link':
      return { texts: [...settings, 'name', 'role'], switches }
    case 'log-level':
      return { texts: [...settings, 'for'], switches }
    case 'audit':
      return { texts: [...settings, ...AUDIT_FLAGS], switches }
    case 'token':
      return { texts: [...settings, ...TOKEN_FLAGS], switches }
    default:
      return { texts: settings, switches }
  }
}

/** Reads the command line; no command means `serve`. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const [first, ...others] = args
  const named = first !== undefined && !first.startsWith('-')
  const command = named ? COMMANDS.find((known) => known === first) : 'serve'
  if (command === undefined) {
    return { ok: false, message: `There is no command ${first}. Commands are ${COMMANDS.join(', ')}.` }
  }
  const { texts, switches } = flagsOf(command)
  const repeated = command === 'token' ? TOKEN_LISTS : []
  try {
    const { values, positionals: words } = parseArgs({
      args: named ? [...others] : [...args],
      allowPositionals: WORDED.some((one) => one === command),
      options: {
        ...Object.fromEntries(texts.map((name) => [name, { type: 'string' as const }])),
        ...Object.fromEntries(switches.map((name) => [name, { type: 'boolean' as const }])),
        ...Object.fromEntries(repeated.map((name) => [name, { type: 'string', multiple: true } as const])),
      },
    })
    const flags = Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) =>
        Array.isArray(value) ? [] : [[name, typeof value === 'string' ? value : '']],
      ),
    )
    const lists = Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) =>
        Array.isArray(value) ? [[name, value.map(String)]] : [],
      ),
    )
    const isAsked = 'help' in flags ? 'help' : 'version' in flags ? 'version' : command
    return { ok: true, command: isAsked, flags, lists, words }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, message: `${reason} (watchfloor-server help lists what there is)` }
  }
}
