import { writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Operation } from './recording.ts'

/** What a disk writes whole or not at all. */
const SECTOR = 512

/** What becomes of writes that nobody waited for: `some-sectors` tears them, too. */
export const LOSSES = ['all', 'none', 'the-last', 'some-writes', 'some-sectors'] as const
export type Loss = (typeof LOSSES)[number]

type Change =
  | { readonly kind: 'write'; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly size: number }

type NameChange =
  | { readonly kind: 'made'; readonly name: string; readonly file: File }
  | { readonly kind: 'gone'; readonly name: string }
  | { readonly kind: 'renamed'; readonly from: string; readonly to: string }

/** The bytes of a file that are safe, and what was done to it since. */
class File {
  #safe = Buffer.alloc(0)
  #size = 0
  #since: Change[] = []

  change(change: Change): void {
    this.#since.push(change)
  }

  sync(): void {
    for (const change of this.#since) this.#apply(change)
    this.#since = []
  }

  /** What is left of it. */
  after(loss: Loss, random: () => number): Buffer {
    const left = new File()
    left.#safe = Buffer.from(this.#safe.subarray(0, this.#size))
    left.#size = this.#size
    for (const change of kept(this.#since, loss, random)) left.#apply(change)
    return left.#safe.subarray(0, left.#size)
  }

  #apply(change: Change): void {
    const end = change.kind === 'write' ? change.offset + change.bytes.length : change.size
    if (end > this.#safe.length) {
      const grown = Buffer.alloc(Math.max(end, 2 * this.#safe.length))
      this.#safe.copy(grown)
      this.#safe = grown
    }
    if (change.kind === 'write') {
      change.bytes.copy(this.#safe, change.offset)
      this.#size = Math.max(this.#size, end)
    } else {
      this.#safe.fill(0, end)
      this.#size = end
    }
  }
}

function kept(changes: readonly Change[], loss: Loss, random: () => number): readonly Change[] {
  switch (loss) {
    case 'all':
      return []
    case 'none':
      return changes
    case 'the-last':
      return changes.slice(0, Math.floor(random() * (changes.length + 1)))
    case 'some-writes':
      return changes.filter(() => random() < 0.5)
    case 'some-sectors':
      return changes.flatMap(sectorsOf).filter(() => random() < 0.5)
  }
}

function sectorsOf(change: Change): readonly Change[] {
  if (change.kind === 'truncate') return [change]
  const { offset, bytes } = change
  const sectors: Change[] = []
  for (let from = 0; from < bytes.length; ) {
    const next = Math.min(bytes.length, from + SECTOR - ((offset + from) % SECTOR))
    sectors.push({ kind: 'write', offset: offset + from, bytes: bytes.subarray(from, next) })
    from = next
  }
  return sectors
}

/**
 * A folder on a disk that may lose whatever was not waited for: of each file what was written since its last sync, of
 * the folder the latest names that came and went since its own.
 */
export class Disk {
  readonly #folder: string
  readonly #open = new Map<number, File | 'folder'>()
  #names = new Map<string, File>()
  #safeNames = new Map<string, File>()
  #since: NameChange[] = []

  constructor(folder: string) {
    this.#folder = folder
  }

  do(operation: Operation): void {
    switch (operation.kind) {
      case 'open':
        return this.#opened(operation.fd, operation.path, operation.empties)
      case 'write':
      case 'truncate':
        return this.#file(operation.fd).change(operation)
      case 'sync': {
        const file = this.#open.get(operation.fd)
        if (file !== 'folder') return this.#file(operation.fd).sync()
        this.#safeNames = new Map(this.#names)
        this.#since = []
        return
      }
      case 'unlink':
        return this.#rename({ kind: 'gone', name: basename(operation.path) })
      case 'rename':
        return this.#rename({ kind: 'renamed', from: basename(operation.from), to: basename(operation.to) })
    }
  }

  /** Writes into another folder what this one holds when the power comes back. */
  async restoreTo(folder: string, loss: Loss, random: () => number): Promise<void> {
    const names = new Map(this.#safeNames)
    const isOrdered = loss === 'all' || loss === 'none'
    const count = isOrdered
      ? loss === 'all'
        ? 0
        : this.#since.length
      : Math.floor(random() * (this.#since.length + 1))
    for (const change of this.#since.slice(0, count)) applyTo(names, change)
    for (const [name, file] of names) await writeFile(join(folder, name), file.after(loss, random))
  }

  #opened(fd: number, path: string, empties: boolean): void {
    if (path === this.#folder) {
      this.#open.set(fd, 'folder')
      return
    }
    if (dirname(path) !== this.#folder) throw new Error(`${path} is in a folder of its own`)
    const name = basename(path)
    let file = this.#names.get(name)
    if (file === undefined) {
      file = new File()
      this.#rename({ kind: 'made', name, file })
    } else if (empties) file.change({ kind: 'truncate', size: 0 })
    this.#open.set(fd, file)
  }

  #rename(change: NameChange): void {
    applyTo(this.#names, change)
    this.#since.push(change)
  }

  #file(fd: number): File {
    const file = this.#open.get(fd)
    if (file === undefined || file === 'folder') throw new Error(`nothing is known of the file ${fd}`)
    return file
  }
}

function applyTo(names: Map<string, File>, change: NameChange): void {
  if (change.kind === 'made') names.set(change.name, change.file)
  else if (change.kind === 'gone') names.delete(change.name)
  else {
    const file = names.get(change.from)
    names.delete(change.from)
    if (file !== undefined) names.set(change.to, file)
  }
}
