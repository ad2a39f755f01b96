import { isBuiltin } from 'node:module'
import { type Import, UNKNOWN } from './imports.ts'

/** A part of the repository: which files are its own, which parts it may import, and which packages. */
interface Part {
  readonly name: string
  readonly home: string
  readonly parts: readonly string[]
  readonly mayImport: (name: string) => boolean
}

const only =
  (...names: readonly string[]) =>
  (specifier: string): boolean =>
    names.some((name) => specifier === name || specifier.startsWith(`${name}/`))

/** The arrows that may exist; there are no others. `electron` has its own rule. */
const PARTS: readonly Part[] = [
  { name: 'contract', home: 'contract/src/', parts: [], mayImport: only('typebox') },
  {
    name: 'client',
    home: 'client/src/',
    parts: ['contract'],
    mayImport: only('eventsource-parser'),
  },
  { name: 'server', home: 'server/src/', parts: ['contract'], mayImport: () => true },
  { name: 'src/shared', home: 'src/shared/', parts: ['contract'], mayImport: only('typebox') },
  { name: 'src/preload', home: 'src/preload/', parts: ['src/shared'], mayImport: () => false },
  {
    name: 'src/renderer',
    home: 'src/renderer/',
    parts: ['src/shared', 'client', 'contract'],
    mayImport: (specifier) => !isBuiltin(specifier),
  },
  {
    name: 'src/main',
    home: 'src/main/',
    parts: ['src/shared', 'client', 'contract'],
    mayImport: () => true,
  },
]

/** Where `electron` may be imported. */
const ELECTRON = /^src\/(main\/electron\/|main\/index\.ts$|preload\/)/
const WORKSPACE = /^@watchfloor\/([^/]+)(\/.*)?$/
const FEATURE = /^src\/renderer\/features\/([^/]+)\//

/** What is wrong with an import; undefined when nothing is. */
export function violation(one: Import): string | undefined {
  const { file, target, relative } = one
  const part = PARTS.find(({ home }) => file.startsWith(home))
  if (part === undefined) return `${file} belongs to no part of the architecture`
  if (target === UNKNOWN) return `${part.name} may not compute what it imports`
  if (target === 'electron' || target.startsWith('electron/'))
    return ELECTRON.test(file) ? undefined : `${file} may not import electron`
  if (relative) return relativeViolation(part, one)
  const [, workspace, inside] = WORKSPACE.exec(target) ?? []
  if (workspace === undefined)
    return part.mayImport(target) ? undefined : `${part.name} may not import ${target}`
  if (!part.parts.includes(workspace)) return `${part.name} may not import ${workspace}`
  return inside === undefined ? undefined : `${workspace} has one door: import @watchfloor/${workspace}`
}

function relativeViolation(part: Part, { file, target }: Import): string | undefined {
  const other = PARTS.find(({ home }) => `${target}/`.startsWith(home))
  if (other === undefined) return `${part.name} may not import ${target}`
  if (other !== part && !part.parts.includes(other.name)) return `${part.name} may not import ${other.name}`
  if (other !== part && !other.name.startsWith('src/'))
    return `${other.name} has one door: import @watchfloor/${other.name}`
  const [from, to] = [FEATURE.exec(file)?.[1], FEATURE.exec(`${target}/`)?.[1]]
  if (from !== undefined && to !== undefined && from !== to)
    return `feature ${from} may not import feature ${to}`
  return undefined
}
