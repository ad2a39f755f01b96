import { access, readFile, rename } from 'node:fs/promises'
import type { Parsed } from '@watchfloor/contract'

export type ReadJson<T> =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly value: T }
  /** It stands aside as `moved_to`; null when it could not be moved either, and then nothing may overwrite it. */
  | { readonly kind: 'unreadable'; readonly why: string; readonly moved_to: string | null }

/** Reads a JSON file. One that is not what it should be is moved aside, for a person to look at. */
export async function readJson<T>(file: string, parse: (value: unknown) => Parsed<T>): Promise<ReadJson<T>> {
  let why: string
  try {
    const parsed = parse(JSON.parse(await readFile(file, 'utf8')))
    if (parsed.ok) return { kind: 'read', value: parsed.value }
    why = parsed.error
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'none' }
    why = (error as Error).message
  }
  return { kind: 'unreadable', why, moved_to: await moveAside(file) }
}

async function moveAside(file: string): Promise<string | null> {
  for (let n = 1; ; n++) {
    const aside = `${file}.unreadable-${n}`
    if (await exists(aside)) continue
    return rename(file, aside).then(
      () => aside,
      () => null,
    )
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
