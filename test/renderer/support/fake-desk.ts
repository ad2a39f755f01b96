import type { Refusal } from '@watchfloor/client'
import { formatTime, type Millis } from '@watchfloor/contract'
import type { BridgeResult, DesktopOnly } from '../../../src/shared/bridge.ts'
import type { DeskState, ServerFacts } from '../../../src/shared/desk-state.ts'
import type { AlertLife, InboxRow } from '../../../src/shared/inbox.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../../src/shared/settings.ts'

type Answer<T> = BridgeResult<T, Refusal>

/** A desk that was welcomed and tested; what a test is about is given. */
export function deskState(settings: Partial<Settings> = {}, part: Partial<DeskState> = {}): DeskState {
  return {
    version: '0.1.0',
    platform: 'linux',
    account: 'priya',
    settings: { ...DEFAULT_SETTINGS, server: 'https://watch.example.com', is_welcomed: true, ...settings },
    administrator: null,
    token: 'none',
    signing_in: { state: 'no' },
    notifications: {
      is_supported: true,
      last: { at: '2026-11-24T03:12:41.000Z', outcome: 'shown' },
    },
    unread: 0,
    update: { kind: 'newest', offered: null },
    trouble: null,
    ...part,
  }
}

export function inboxRow(part: Partial<InboxRow> = {}): InboxRow {
  return {
    id: 'row-1',
    key: 'key-1',
    at: '2026-11-24T03:12:41.000Z',
    server: 'https://watch.example.com',
    kind: 'alert',
    level: 'critical',
    decision: 'notify',
    reason: 'critical',
    title: 'Critical · CheckoutErrorRate',
    body: 'eu-1 checkout: 5xx at 12.4 %. Since 03:12. Nobody has it.',
    group: 'CheckoutErrorRate eu-1 checkout',
    alerts: [{ fingerprint: '00000000000000aa', life: 'e.5' }],
    count: 1,
    outcome: 'shown',
    outcome_at: '2026-11-24T03:12:41.000Z',
    is_read: false,
    ...part,
  }
}

export interface FakeDesk {
  readonly bridge: DesktopOnly<Refusal>
  /** Rows that the inbox has, newest first. */
  inbox: InboxRow[]
  /** What the next calls of this kind answer instead of doing it. */
  readonly refuse: {
    inbox: Refusal | null
    settings: Refusal | null
    seen: Refusal | null
    join: Refusal | null
  }
  /** What was joined, and what each took the place of. */
  readonly joined: (readonly [server: string, replaces: string | null])[]
  readonly seen: AlertLife[][]
  readonly tokens: (string | null)[]
  /** What was asked about updates. */
  readonly updates: ('lookForUpdate' | 'installUpdate')[]
  /** Digests that were saved. */
  readonly handovers: string[]
  facts: (address: string, token?: string) => Promise<Answer<ServerFacts>>
  change(part: Partial<DeskState>): void
  rows(rows: readonly InboxRow[]): void
  goTo(hash: string): void
}

/** A desktop app in the page: it keeps settings, and shows notifications when the test says so. */
export function fakeDesk(now: () => Millis, initial: DeskState = deskState()): FakeDesk {
  let desk = initial
  let tests = 0
  const onDesk = new Set<(desk: DeskState) => void>()
  const onRows = new Set<(rows: readonly InboxRow[]) => void>()
  const onGoTo = new Set<(hash: string) => void>()
  const change = (part: Partial<DeskState>): void => {
    desk = { ...desk, ...part }
    for (const listener of onDesk) listener(desk)
  }
  const subscribe = <T>(all: Set<T>, one: T): (() => void) => {
    all.add(one)
    return () => all.delete(one)
  }
  const fake: FakeDesk = {
    inbox: [],
    refuse: { inbox: null, settings: null, seen: null, join: null },
    joined: [],
    seen: [],
    tokens: [],
    updates: [],
    handovers: [],
    facts: async (address) => ({
      ok: true,
      value: {
        address,
        latency_ms: 12,
        version: '0.1.0',
        firing: 47,
        critical: 5,
        sources: 3,
        asks_who: false,
      },
    }),
    change,
    rows: (rows) => {
      const known = new Map(fake.inbox.map((row) => [row.id, row]))
      for (const row of rows) known.set(row.id, row)
      fake.inbox = [...known.values()].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
      for (const listener of onRows) listener(rows)
    },
    goTo: (hash) => {
      for (const listener of onGoTo) listener(hash)
    },
    bridge: {
      get desk() {
        return desk
      },
      onDesk: (listener) => subscribe(onDesk, listener),
      onGoTo: (listener) => subscribe(onGoTo, listener),
      onInboxRows: (listener) => subscribe(onRows, listener),
      inbox: async (before, limit) => {
        if (fake.refuse.inbox !== null) return fake.refuse.inbox
        const from = before === null ? 0 : fake.inbox.findIndex(({ id }) => id === before) + 1
        const rows = fake.inbox.slice(from, from + limit)
        const hasMore = from + limit < fake.inbox.length
        return { ok: true, value: { rows, before: hasMore ? (rows.at(-1)?.id ?? null) : null } }
      },
      readInbox: async (ids) => {
        const read = fake.inbox.filter(({ id, is_read }) => !is_read && (ids === 'all' || ids.includes(id)))
        fake.rows(read.map((row) => ({ ...row, is_read: true })))
        change({
          unread: fake.inbox.filter(({ is_read, decision }) => !is_read && decision === 'notify').length,
        })
        return { ok: true, value: null }
      },
      seen: async (alerts) => {
        if (fake.refuse.seen !== null) return fake.refuse.seen
        fake.seen.push([...alerts])
        return { ok: true, value: null }
      },
      testServer: (address, token) => fake.facts(address, token),
      join: async ({ server }, replaces) => {
        if (fake.refuse.join !== null) return fake.refuse.join
        fake.joined.push([server, replaces])
        change({ settings: { ...desk.settings, server } })
        return { ok: true, value: { name: 'watch', unknown_credential: null } }
      },
      changeSettings: async (wanted) => {
        if (fake.refuse.settings !== null) return fake.refuse.settings
        change({ settings: { ...desk.settings, ...wanted } })
        return { ok: true, value: desk.settings }
      },
      setToken: async (token) => {
        fake.tokens.push(token)
        change({ token: token === null ? 'none' : 'stored' })
        return { ok: true, value: desk.token }
      },
      signIn: async () => {
        change({ signing_in: { state: 'waiting', until: formatTime(now() + 600_000) } })
        return { ok: true, value: null }
      },
      stopSigningIn: async () => {
        change({ signing_in: { state: 'no' } })
        return { ok: true, value: null }
      },
      signOut: async () => {
        change({ token: 'none' })
        return { ok: true, value: null }
      },
      lookForUpdate: async () => {
        fake.updates.push('lookForUpdate')
        return { ok: true, value: desk.update }
      },
      installUpdate: async () => {
        fake.updates.push('installUpdate')
        return { ok: true, value: desk.update }
      },
      saveHandover: async (text) => {
        fake.handovers.push(text)
        return { ok: true, value: '/handovers/handover.md' }
      },
      makeReport: async (withAlerts) => ({ ok: true, value: `/reports/${withAlerts ? 'with' : 'without'}` }),
      testNotification: async () => {
        const at = formatTime(now())
        const row = inboxRow({
          id: `test-${++tests}`,
          key: 'test',
          kind: 'test',
          level: null,
          reason: 'test',
          title: 'TEST · Watchfloor can reach you',
          body: 'This is how a notification arrives on this desk. Nothing is wrong.',
          alerts: [],
          count: 0,
          group: '',
          at,
          outcome: 'asked',
          outcome_at: at,
        })
        fake.rows([row])
        return { ok: true, value: row }
      },
    },
  }
  return fake
}
