import type { LoggedEvent, Scope } from '@watchfloor/contract'
import { type AuditScan, localActsSince, scanAudit } from '../../../server/src/audit/audit-scan.ts'
import type { Checkpoint } from '../../../server/src/audit/checkpoint.ts'
import { type AuditRow, BEGINNING, endAt } from '../../../server/src/audit/entry.ts'
import { sightOf } from '../../../server/src/scope/sight.ts'
import { type EventScan, filterOf, scanEvents } from '../../../server/src/storage/event-scan.ts'
import type { Changes, Storage, Term } from '../../../server/src/storage/storage.ts'
import { fromStoredAlert, toStoredAlert } from '../../../server/src/storage/stored-alert.ts'
import { isOf, type Life, memoryPast, takeLives, timeOf } from './memory-past.ts'

/** A disk of its own for each store, without a disk: everything goes through JSON, as on a real one. */
export class MemoryDisk {
  #events: LoggedEvent[] = []
  /** By the number of the life. */
  readonly #lives = new Map<number, Life>()
  readonly #alerts = new Map<string, string>()
  readonly #silences = new Map<string, string>()
  readonly #sources = new Map<string, string>()
  readonly #health = new Map<string, string>()
  readonly #credentials = new Map<string, string>()
  readonly #sessions = new Map<string, string>()
  readonly #revocations = new Map<string, string>()
  readonly #severities = new Map<string, string>()
  readonly #terms: Term[] = []
  #audit: AuditRow[] = []
  #checkpoint: Checkpoint | undefined
  /** Commits fail for as long as this holds. */
  isFull = false

  /** A storage on this disk, for a server that starts on it; the one before it must be closed. */
  open(): Storage {
    let isOpen = true
    /** Everything is asked of an open store, and answered later. */
    const answers =
      <A extends readonly unknown[], T>(answer: (...args: A) => T) =>
      async (...args: A): Promise<T> => {
        if (!isOpen) throw new Error('the store is closed')
        return answer(...args)
      }
    const newestFirst = (before: number, limit: number, fingerprint?: string): readonly LoggedEvent[] =>
      this.#events
        .filter((event) => event.sequence < before && (fingerprint === undefined || isOf(event, fingerprint)))
        .reverse()
        .slice(0, limit)
    const past = memoryPast(
      () => this.#events,
      () => [...this.#lives.values()],
    )
    return {
      behind: () => ({ bytes: 0, trouble: undefined }),
      load: answers((midnight: number, recent: number) => ({
        alerts: [...this.#alerts.values()].map(fromStoredAlert),
        silences: parsed(this.#silences),
        sources: parsed(this.#sources),
        health: parsed(this.#health),
        credentials: parsed(this.#credentials),
        sessions: parsed(this.#sessions),
        revocations: parsed(this.#revocations),
        severities: parsed(this.#severities),
        terms: [...this.#terms],
        head: this.#head(),
        recent: newestFirst(Infinity, recent).toReversed(),
        resolvedToday: this.#events.filter(
          (event) => event.type === 'alert_resolved' && timeOf(event) >= midnight,
        ).length,
        auditEnd: this.#auditEnd(),
        localActs: scanAudit(this.#audit.toReversed(), localActsSince(midnight)).rows,
      })),
      openTerm: answers((term: Term) => {
        if (this.#terms.some(({ epoch }) => epoch === term.epoch)) throw new Error(`${term.epoch} is known`)
        this.#terms.push(term)
        return term
      }),
      commit: answers((changes: Changes) => this.#commit(changes)),
      close: async () => {
        isOpen = false
      },
      events: {
        readAfter: answers((after: number, limit: number) =>
          this.#events.filter(({ sequence }) => sequence > after).slice(0, limit),
        ),
        scanBefore: answers((scan: EventScan) => {
          const within = newestFirst(scan.before, Infinity, scan.fingerprint).filter(
            ({ sequence }) => sequence >= scan.first,
          )
          const stored = (scan.upwards ? within.toReversed() : within).map((event) => ({
            event,
            at: timeOf(event),
            size: JSON.stringify(event).length,
          }))
          const found = scanEvents(stored, scan, filterOf(scan), () => 0)
          return { ...found, events: found.events.map(({ event }) => event) }
        }),
        ofAlert: answers((fingerprint: string, limit: number) => newestFirst(Infinity, limit, fingerprint)),
        firstSince: answers((time: number) => this.#firstSince(time)),
        purgeBefore: answers((time: number, limit: number) => this.#purge(time, limit)),
        usedBytes: answers(() => JSON.stringify([this.#events, [...this.#alerts.values()]]).length),
      },
      audit: {
        after: answers((after: number, limit: number) =>
          this.#audit.filter(({ sequence }) => sequence > after).slice(0, limit),
        ),
        scan: answers((scan: AuditScan) =>
          scanAudit(this.#audit.filter(({ sequence }) => sequence < scan.before).reverse(), scan),
        ),
        checkpoint: answers(() => this.#checkpoint),
        bytes: answers(() => this.#audit.reduce((sum, { text }) => sum + text.length, 0)),
      },
      past: {
        activity: answers(past.activity),
        statistics: answers(past.statistics),
        lives: answers(past.lives),
        boardAt: answers(past.boardAt),
        resolved: answers((since: number, upTo: number, scope: Scope) => {
          const sight = sightOf(scope)
          return this.#events.filter(
            (event) =>
              event.type === 'alert_resolved' &&
              timeOf(event) >= since &&
              event.sequence <= upTo &&
              sight.event(event),
          ).length
        }),
        fill: answers(() => false),
      },
    }
  }

  #head(): number {
    return this.#events.at(-1)?.sequence ?? 0
  }

  #auditEnd(): ReturnType<typeof endAt> {
    const last = this.#audit.at(-1)
    return last === undefined ? BEGINNING : endAt(last)
  }

  #commit(changes: Changes): void {
    if (this.isFull) throw new Error('database or disk is full')
    let head = this.#head()
    for (const { sequence } of changes.events) {
      if (sequence <= head) throw new Error(`event ${sequence} is there already`)
      head = sequence
    }
    const taken = changes.audit.find(({ sequence }) => this.#audit.some((one) => one.sequence === sequence))
    if (taken !== undefined) throw new Error(`audit entry ${taken.sequence} is there already`)
    const alerts = changes.alerts.map((alert) => [alert.fingerprint, toStoredAlert(alert)] as const)
    // From here on nothing fails, so that all of it is kept or nothing.
    for (const event of changes.events) this.#events.push(JSON.parse(JSON.stringify(event)) as LoggedEvent)
    takeLives(this.#lives, changes.events)
    for (const [key, text] of alerts) this.#alerts.set(key, text)
    for (const one of changes.silences) this.#silences.set(one.id, JSON.stringify(one))
    for (const one of changes.sources) this.#sources.set(one.component, JSON.stringify(one))
    for (const one of changes.health) this.#health.set(one.component, JSON.stringify(one))
    for (const key of changes.forgottenAlerts) this.#alerts.delete(key)
    for (const key of changes.forgottenSilences) this.#silences.delete(key)
    for (const key of changes.forgottenSources) this.#sources.delete(key)
    for (const key of changes.forgottenHealth) this.#health.delete(key)
    for (const one of changes.credentials) this.#credentials.set(one.hash, JSON.stringify(one))
    for (const key of changes.forgottenCredentials) this.#credentials.delete(key)
    for (const one of changes.revocations) this.#revocations.set(one.key, JSON.stringify(one))
    for (const key of changes.forgottenRevocations) this.#revocations.delete(key)
    for (const one of changes.severities) this.#severities.set(one.key, JSON.stringify(one))
    for (const key of changes.forgottenSeverities) this.#severities.delete(key)
    const { auditTrim } = changes
    const audit = [...this.#audit, ...changes.audit]
    this.#audit = audit.filter(({ sequence }) => sequence > (auditTrim?.through ?? 0))
    this.#checkpoint = auditTrim?.checkpoint ?? this.#checkpoint
    for (const one of changes.sessions) this.#sessions.set(one.id, JSON.stringify(one))
    for (const key of changes.forgottenSessions) this.#sessions.delete(key)
  }

  #firstSince(time: number): number | undefined {
    return this.#events.find((event) => timeOf(event) >= time)?.sequence
  }

  #purge(time: number, limit: number): number {
    const before = this.#firstSince(time) ?? this.#head()
    const old = this.#events.filter((event) => timeOf(event) < time && event.sequence < before)
    const gone = new Set(old.slice(0, limit))
    this.#events = this.#events.filter((event) => !gone.has(event))
    const over = [...this.#lives].filter(([, { began, ended }]) => began < time && ended !== undefined)
    const lives = over.slice(0, limit)
    for (const [life] of lives) this.#lives.delete(life)
    return gone.size + lives.length
  }
}

function parsed<T>(rows: ReadonlyMap<string, string>): T[] {
  return [...rows.values()].map((text) => JSON.parse(text) as T)
}
