import type { LoggedEvent } from '@watchfloor/contract'
import { fromStoredAlert, toStoredAlert } from '../../../server/src/storage/sqlite/stored-alert.ts'
import type { Storage, Stored } from '../../../server/src/storage/storage.ts'

type Keyed = 'alerts' | 'silences' | 'sources' | 'health'

/** A disk of its own for each store: everything goes through JSON, as on a real one. */
export class MemoryDisk {
  readonly #rows = {
    alerts: new Map(),
    silences: new Map(),
    sources: new Map(),
    health: new Map(),
  } as Record<Keyed, Map<string, string>>
  readonly #events: LoggedEvent[] = []
  readonly #terms: Stored['terms'][number][] = []
  /** Commits fail for as long as this holds. */
  isFull = false

  /** A storage on this disk, for a server that starts on it; the one before it must be closed. */
  open(): Storage {
    const all = <T>(kind: Keyed): T[] => [...this.#rows[kind].values()].map((text) => JSON.parse(text) as T)
    const put = (kind: Keyed, key: string, value: unknown): void =>
      void this.#rows[kind].set(key, JSON.stringify(value))
    return {
      load: async (_midnight, recent) => ({
        alerts: [...this.#rows.alerts.values()].map(fromStoredAlert),
        silences: all('silences'),
        sources: all('sources'),
        health: all('health'),
        terms: this.#terms.slice(),
        head: this.#events.at(-1)?.sequence ?? 0,
        recent: this.#events.slice(-recent),
        resolvedToday: 0,
      }),
      openTerm: async (term) => void this.#terms.push(term),
      commit: async (changes) => {
        if (this.isFull) throw new Error('database or disk is full')
        this.#events.push(...changes.events)
        for (const record of changes.alerts) this.#rows.alerts.set(record.fingerprint, toStoredAlert(record))
        for (const key of changes.forgottenAlerts) this.#rows.alerts.delete(key)
        for (const silence of changes.silences) put('silences', silence.id, silence)
        for (const key of changes.forgottenSilences) this.#rows.silences.delete(key)
        for (const source of changes.sources) put('sources', source.component, source)
        for (const key of changes.forgottenSources) this.#rows.sources.delete(key)
        for (const health of changes.health) put('health', health.component, health)
        for (const key of changes.forgottenHealth) this.#rows.health.delete(key)
      },
      close: async () => {},
      events: {
        readAfter: async (after, limit) =>
          this.#events.filter(({ sequence }) => sequence > after).slice(0, limit),
        readBefore: async (before, limit) =>
          this.#events
            .filter(({ sequence }) => sequence < before)
            .slice(-limit)
            .reverse(),
        ofAlert: async () => [],
        firstSince: async (time) =>
          this.#events.find(({ timestamp }) => Date.parse(timestamp) >= time)?.sequence,
        purgeBefore: async () => 0,
        usedBytes: async () => 0,
      },
      past: {
        activity: async () => [],
        statistics: async () => 'filling',
        boardAt: async () => 'filling',
        fill: async () => false,
      },
    }
  }
}
