import { glob, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const TEXTS = '**/*.{html,js,css,svg,json,txt}'
/** Below this many bytes the head of an answer is most of it. */
const WORTH_IT = 1_000

/** Of what is built for the server to serve; once, when it is built. */
export function compressed(): Plugin {
  return {
    name: 'compressed',
    writeBundle: ({ dir }) => (dir === undefined ? undefined : compressTexts(dir)),
  }
}

/** Is it such a copy? */
export function isCompressed(path: string): boolean {
  return /\.(br|gz)$/.test(path)
}

/** Puts each text of a folder beside itself, compressed as far as it goes: the server has not to do it. */
export async function compressTexts(folder: string): Promise<void> {
  const work: Promise<void>[] = []
  for await (const file of glob(TEXTS, { cwd: folder })) work.push(compressText(join(folder, file)))
  await Promise.all(work)
}

async function compressText(path: string): Promise<void> {
  const text = await readFile(path)
  if (text.length < WORTH_IT) return
  const hint = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: text.length } }
  await writeFile(`${path}.br`, await promisify(brotliCompress)(text, hint))
  await writeFile(`${path}.gz`, await promisify(gzip)(text, { level: 9 }))
}
