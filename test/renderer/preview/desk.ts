import { formatTime } from '@watchfloor/contract'
import type { Settings } from '../../../src/shared/settings.ts'
import type { FakeServer } from '../support/fake-bridge.ts'
import { deskState, type FakeDesk, fakeDesk, inboxRow } from '../support/fake-desk.ts'
import { sampleInbox } from '../support/sample-inbox.ts'

/**
 * The desktop app around the previewed board: `?desk=1`, `?desk=first` before the first start, with `rows` rows in
 * the inbox, `paused=1`, `quiet=1`, `notify=failed|none|never` and `trouble=1`. The inbox fails with `inbox=failed`.
 */
export function previewDesk(query: URLSearchParams): FakeDesk {
  const now = Date.now()
  const isFirst = query.get('desk') === 'first'
  const settings: Partial<Settings> = {
    ...(isFirst ? { server: null, is_welcomed: false } : { name: 'Priya' }),
    ...(query.has('paused') && { paused_until: formatTime(now + 15 * 60_000) }),
    ...(query.has('quiet') && { quiet_hours: { from: '22:00', to: '07:00' } }),
  }
  const at = formatTime(now - 240_000)
  const last = {
    failed: { at, outcome: 'failed', error: 'org.freedesktop.Notifications was not provided by any service' },
    none: { at, outcome: 'shown' },
    never: null,
    shown: { at, outcome: 'shown' },
  } as const
  const notify = (query.get('notify') ?? (isFirst ? 'never' : 'shown')) as keyof typeof last
  const desk = fakeDesk(
    () => Date.now(),
    deskState(settings, {
      notifications: { is_supported: notify !== 'none', last: last[notify] },
      unread: 2,
      token: query.get('token') === 'memory' ? 'memory' : 'none',
      trouble: query.has('trouble')
        ? 'Settings are not saved: no space left on device. They hold until Watchfloor quits.'
        : null,
    }),
  )
  desk.inbox = sampleInbox(Number(query.get('rows') ?? 500), now)
  if (query.get('inbox') === 'failed')
    desk.refuse.inbox = { ok: false, reason: 'no_answer', message: 'This app did not answer: torn down' }
  if (query.get('server') === 'dns')
    desk.facts = async () => ({
      ok: false,
      reason: 'unreachable',
      message: 'getaddrinfo ENOTFOUND watch.example.com',
      hop: 'dns',
    })
  return desk
}

/** Takes what is posted as alerts, tells of it, and shows its notification a moment later. */
export function takePosts(server: FakeServer, desk: FakeDesk): void {
  server.onPost = (alert) => {
    server.events([server.change('alert_created', alert)])
    const at = formatTime(Date.now())
    const row = inboxRow({
      id: `row-${alert.fingerprint}`,
      at,
      outcome: 'asked',
      outcome_at: at,
      title: 'TEST · Critical · WatchfloorDrill',
      body: alert.annotations.summary ?? '',
      alerts: [{ fingerprint: alert.fingerprint, life: alert.life }],
    })
    desk.rows([row])
    setTimeout(() => desk.rows([{ ...row, outcome: 'shown', outcome_at: formatTime(Date.now()) }]), 90)
  }
}

/** The system shows every test after a moment. */
export function showTests(desk: FakeDesk): void {
  desk.bridge.onInboxRows((rows) => {
    for (const row of rows) {
      if (row.kind !== 'test' || row.outcome !== 'asked') continue
      setTimeout(() => desk.rows([{ ...row, outcome: 'shown', outcome_at: formatTime(Date.now()) }]), 200)
    }
  })
}
