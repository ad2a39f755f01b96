import { basename } from 'node:path'
import type { Result } from '@watchfloor/client'
import { DEFAULT_SETTINGS, parseSettings, type Settings, type SettingsChange } from '../../shared/settings.ts'
import { createFileWriter } from '../disk/file-writer.ts'
import { type ReadJson, readJson } from '../disk/json-file.ts'

export interface SettingsStore {
  current(): Settings
  /** In force at once; answered when the disk has it, or has refused it, which `trouble` then tells. */
  change(change: SettingsChange): Promise<Result<Settings>>
  /** Told of every change, of the settings or of the trouble with them. */
  subscribe(listener: (settings: Settings) => void): () => void
  /** What went wrong with keeping them, in words for people; null when they are safe. */
  trouble(): string | null
}

export interface SettingsOptions {
  readonly file: string
}

export async function openSettings({ file }: SettingsOptions): Promise<SettingsStore> {
  const read = await readJson(file, parseSettings)
  const writer = createFileWriter(file)
  const listeners = new Set<(settings: Settings) => void>()
  let settings = read.kind === 'read' ? read.value : DEFAULT_SETTINGS
  let trouble = troubleOf(read)
  const mayWrite = read.kind !== 'unreadable' || read.moved_to !== null

  const tell = (): void => {
    for (const listener of [...listeners]) listener(settings)
  }

  const save = async (): Promise<void> => {
    if (!mayWrite) return
    const written = await writer.write(`${JSON.stringify(settings, null, 2)}\n`)
    const after = written.ok
      ? null
      : `Settings are not saved: ${written.error}. They hold until Watchfloor quits.`
    if (after === trouble) return
    trouble = after
    tell()
  }

  return {
    current: () => settings,
    trouble: () => trouble,
    change: async (change) => {
      const parsed = parseSettings({ ...settings, ...change })
      if (!parsed.ok)
        return { ok: false, reason: 'invalid', message: `These settings do not fit: ${parsed.error}` }
      settings = parsed.value
      tell()
      await save()
      return { ok: true, value: settings }
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function troubleOf(read: ReadJson<Settings>): string | null {
  if (read.kind !== 'unreadable') return null
  return read.moved_to === null
    ? `Settings could not be read: ${read.why}. The file stays as it is; changes are not saved.`
    : `Settings could not be read and begin anew: ${read.why}. The old file is ${basename(read.moved_to)}.`
}
