import { basename } from 'node:path'
import type { Result } from '@watchfloor/client'
import type { Parsed } from '@watchfloor/contract'
import { chosenIn, parseSettings, type Settings, type SettingsChange } from '../../shared/settings.ts'
import { createFileWriter } from '../disk/file-writer.ts'
import { type ReadJson, readJson } from '../disk/json-file.ts'
import {
  type Administrator,
  administratorTrouble,
  inForce,
  lockedIn,
  NO_ADMINISTRATOR,
} from './administrator.ts'

export interface SettingsStore {
  current(): Settings
  /** In force at once; answered when the disk has it, or has refused it, which `trouble` then tells. */
  change(change: SettingsChange): Promise<Result<Settings>>
  /** Told of every change, of the settings or of the trouble with them. */
  subscribe(listener: (settings: Settings) => void): () => void
  /** What went wrong with reading or keeping them, in words for people; null when they are safe. */
  trouble(): string | null
  readonly administrator: Administrator
}

export interface SettingsOptions {
  readonly file: string
  readonly administrator?: Administrator
}

/** What this person chose, on disk; in force is that within what an administrator says. */
export async function openSettings(options: SettingsOptions): Promise<SettingsStore> {
  const { file, administrator = NO_ADMINISTRATOR } = options
  const read = await readJson(file, parseChosen)
  const writer = createFileWriter(file)
  const listeners = new Set<(settings: Settings) => void>()
  let chosen = read.kind === 'read' ? read.value : {}
  let settings = inForce(administrator, chosen)
  let trouble = troubleOf(read)
  const mayWrite = read.kind !== 'unreadable' || read.moved_to !== null

  const tell = (): void => {
    for (const listener of [...listeners]) listener(settings)
  }

  const save = async (): Promise<void> => {
    if (!mayWrite) return
    const written = await writer.write(`${JSON.stringify({ version: 1, ...chosen }, null, 2)}\n`)
    const after = written.ok
      ? null
      : `Settings are not saved: ${written.error}. They hold until Watchfloor quits.`
    if (after === trouble) return
    trouble = after
    tell()
  }

  return {
    administrator,
    current: () => settings,
    trouble: () => [administratorTrouble(administrator), trouble].filter(Boolean).join(' ') || null,
    change: async (change) => {
      const locked = lockedIn(administrator, change)
      if (locked.length > 0) {
        const message = `Your administrator has set this on your computer: ${locked.join(', ')}`
        return { ok: false, reason: 'forbidden', message }
      }
      const next = chosenIn({ ...chosen, ...change })
      const parsed = parseSettings(inForce(administrator, next))
      if (!parsed.ok)
        return { ok: false, reason: 'invalid', message: `These settings do not fit: ${parsed.error}` }
      chosen = next
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

function parseChosen(value: unknown): Parsed<SettingsChange> {
  const whole = parseSettings(value)
  return whole.ok ? { ok: true, value: chosenIn(value as object) } : whole
}

function troubleOf(read: ReadJson<SettingsChange>): string | null {
  if (read.kind !== 'unreadable') return null
  return read.moved_to === null
    ? `Settings could not be read: ${read.why}. The file stays as it is; changes are not saved.`
    : `Settings could not be read and begin anew: ${read.why}. The old file is ${basename(read.moved_to)}.`
}
