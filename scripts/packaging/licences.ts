import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Plugin } from 'vite'

/** What a bundle took from others, with the words under which they gave it. */
export const LICENCES_FILE = 'LICENCES.txt'

const FOLDER = `${sep}node_modules${sep}`
const WORDS = /^(licen[cs]e|copying|notice)([.-].*)?$/i

interface Package {
  readonly name: string
  readonly version: string
  readonly license?: string
}

/** Writes beside a bundle which packages are in it, and their licences: their texts ask for that. */
export function licences(): Plugin {
  return {
    name: 'licences',
    async generateBundle() {
      const folders = new Set(
        Array.from(this.getModuleIds(), packageFolder).filter((one) => one !== undefined),
      )
      const texts = await Promise.all([...folders].toSorted().map(licenceOf))
      this.emitFile({ type: 'asset', fileName: LICENCES_FILE, source: [...new Set(texts)].join('\n') })
    },
  }
}

/** The folder of the package that a module is of; undefined for our own. */
function packageFolder(id: string): string | undefined {
  const [path = ''] = id.replace(/^\0/, '').split('?')
  const at = path.lastIndexOf(FOLDER)
  if (at === -1) return undefined
  const begin = at + FOLDER.length
  const [first = '', second = ''] = path.slice(begin).split(sep)
  return path.slice(0, begin) + (first.startsWith('@') ? join(first, second) : first)
}

/** Name, licence and its text; a package without a text is named with what its `package.json` says. */
export async function licenceOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  ) as Package
  const files = (await readdir(folder)).filter((file) => WORDS.test(file)).toSorted()
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  return `${'─'.repeat(80)}\n${name} ${version}: ${license ?? 'see below'}\n\n${texts.join('\n').trim()}\n`
}
