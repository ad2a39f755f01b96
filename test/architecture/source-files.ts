import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { type ESTree, parseSync } from 'vite'

/** One TypeScript source. */
export interface SourceFile {
  /** From the repository's root, with slashes. */
  readonly path: string
  readonly text: string
}

const NOT_SOURCES = /(^|\/)(node_modules|out|dist|fixtures)(\/|$)/

/** Every TypeScript source below the given folders of `root`, in order; a folder that does not exist has none. */
export async function readSources(root: string, folders: readonly string[]): Promise<SourceFile[]> {
  const paths: string[] = []
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(none)
    for (const entry of entries) {
      const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')
      if (entry.isFile() && /\.tsx?$/.test(path) && !NOT_SOURCES.test(path)) paths.push(path)
    }
  }
  return Promise.all(
    paths.sort().map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') })),
  )
}

function none(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return []
  throw error
}

/** The syntax tree of a source; one that does not parse is an error, not a file without imports. */
export function parseSource({ path, text }: SourceFile): ESTree.Program {
  const { program, errors } = parseSync(path, text)
  const [first] = errors
  if (first !== undefined) throw new Error(`${path} does not parse: ${first.message}`)
  return program
}
