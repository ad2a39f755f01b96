import { createFileWriter } from '../disk/file-writer.ts'
import { readJson } from '../disk/json-file.ts'
import { parseWindowPlace, type WindowPlace } from './window-memory.ts'

export interface WindowFile {
  /** Where the window was when the app ended; null when that is not known. */
  readonly place: WindowPlace | null
  keep(place: WindowPlace): void
  /** Ends when everything that was to be kept is on the disk, or was refused by it. */
  settled(): Promise<void>
}

export interface WindowFileOptions {
  readonly file: string
  readonly report: (error: unknown) => void
}

/** Remembers the window's place. Losing it costs nobody anything, so what fails is reported and that is all. */
export async function openWindowFile({ file, report }: WindowFileOptions): Promise<WindowFile> {
  const read = await readJson(file, parseWindowPlace)
  if (read.kind === 'unreadable') report(new Error(`The window's place could not be read: ${read.why}`))
  const writer = createFileWriter(file)
  let last: Promise<void> = Promise.resolve()
  return {
    place: read.kind === 'read' ? read.value : null,
    keep: (place) => {
      last = writer.write(JSON.stringify(place)).then((written) => {
        if (!written.ok) report(new Error(`The window's place is not kept: ${written.error}`))
      })
    },
    settled: () => last,
  }
}
