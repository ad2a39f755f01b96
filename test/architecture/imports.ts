import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, normalize, relative } from 'node:path'

/** One import: who, of what. `file` and a relative `target` are paths from the repository's root. */
export interface Import {
  readonly file: string
  readonly target: string
}

const SPECIFIER =
  /(?:^|[;\s}])(?:import|export)\s+(?:type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

/** Every import of the TypeScript sources below the given folders of `root`, type imports included. */
export async function readImports(root: string, folders: readonly string[]): Promise<Import[]> {
  const imports: Import[] = []
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(
      () => [],
    )
    for (const entry of entries) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name) || entry.parentPath.includes('node_modules'))
        continue
      const path = join(entry.parentPath, entry.name)
      const file = relative(root, path)
      const text = withoutComments(await readFile(path, 'utf8'))
      for (const match of text.matchAll(SPECIFIER)) {
        const specifier = (match[1] ?? match[2]) as string
        const target = specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier
        imports.push({ file, target })
      }
    }
  }
  return imports
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
}

/** A part of the repository: which files are its own, which parts it may import, and which packages. */
interface Part {
  readonly name: string
  readonly home: string
  readonly parts: readonly string[]
  /** undefined: any package but `electron`. */
  readonly packages?: RegExp
}

const PARTS: readonly Part[] = [
  { name: 'contract', home: 'contract/src/', parts: [], packages: /^(typebox|re2js)(\/|$)/ },
  { name: 'client', home: 'client/src/', parts: ['contract'], packages: /^eventsource-parser(\/|$)/ },
  { name: 'server', home: 'server/src/', parts: ['contract'] },
  { name: 'src/shared', home: 'src/shared/', parts: ['contract', 'client'], packages: /^typebox(\/|$)/ },
  { name: 'src/preload', home: 'src/preload/', parts: ['src/shared'], packages: /^electron$/ },
  { name: 'src/renderer', home: 'src/renderer/', parts: ['src/shared', 'client', 'contract'] },
  { name: 'src/main', home: 'src/main/', parts: ['src/shared', 'client', 'contract'] },
]

const DOORS: Readonly<Record<string, string>> = {
  '@watchfloor/contract': 'contract',
  '@watchfloor/client': 'client',
  '@watchfloor/server': 'server',
}

/** Where `electron` may be imported. */
const ELECTRON = /^src\/(main\/electron\/|main\/index\.ts$|preload\/)/
const FEATURE = /^src\/renderer\/features\/([^/]+)\//

/** What is wrong with an import; undefined when nothing is. */
export function violation({ file, target }: Import): string | undefined {
  const part = PARTS.find(({ home }) => file.startsWith(home))
  if (part === undefined) return undefined
  const other = DOORS[target] ?? PARTS.find(({ home }) => `${target}/`.startsWith(home))?.name
  if (other !== undefined) {
    if (other !== part.name && !part.parts.includes(other)) return `${part.name} may not import ${other}`
    const from = FEATURE.exec(file)?.[1]
    const to = FEATURE.exec(target)?.[1]
    if (from !== undefined && to !== undefined && from !== to)
      return `feature ${from} may not import feature ${to}`
    return undefined
  }
  if (/^(contract|client|server|src|test|scripts|bench)\//.test(target))
    return `${part.name} may not import ${target}`
  if (target === 'electron') return ELECTRON.test(file) ? undefined : `${file} may not import electron`
  if (part.packages !== undefined && !part.packages.test(target))
    return `${part.name} may not import ${target}`
  return undefined
}
