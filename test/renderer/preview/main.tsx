import type { Freshness } from '@watchfloor/client'
import { type BoardAlert, type DurableEvent, formatTime } from '@watchfloor/contract'
import { createRoot } from 'react-dom/client'
import { App } from '../../../src/renderer/app/app.tsx'
import { browserPage } from '../../../src/renderer/app/browser-page.ts'
import { createWatchfloor } from '../../../src/renderer/app/create-watchfloor.ts'
import { fakeServer, liveFreshness, offlineFreshness } from '../support/fake-bridge.ts'
import { sampleAlert, sampleBoard, seeded } from '../support/sample-fleet.ts'
import { previewAccess } from './access.ts'
import { previewDesk, showTests, takePosts } from './desk.ts'
import { withPast } from './past.ts'

/**
 * The board on made-up data, for looking at it: `?n=47&state=live&rate=0`. `n` alerts, `state` live, offline,
 * quiet, loading, virgin, saved (not receiving) or saving (connecting), `rate` changes a second. See `desk.ts` for the
 * desktop app around it, and `access.ts` for who is signed in, and
 * `past=1` for what it did before. The screen is the hash: `#/inbox`, `#/settings`, `#/welcome?step=2`.
 */
const query = new URLSearchParams(location.search)
const count = Number(query.get('n') ?? 47)
const state = query.get('state') ?? 'live'
const rate = Number(query.get('rate') ?? 0)

const desk = query.has('desk') ? previewDesk(query) : undefined
const server = fakeServer(
  () => Date.now(),
  query.has('past')
    ? withPast((at) => ({ ...sampleBoard({ count, now: at }), stats: null }), previewAccess(query))
    : previewAccess(query),
  desk?.bridge,
)
if (desk !== undefined) {
  takePosts(server, desk)
  showTests(desk)
}
const { watchfloor } = createWatchfloor(server.bridge, browserPage(window))
const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id "root"')
createRoot(root).render(<App watchfloor={watchfloor} />)

const freshness = (): Freshness =>
  state === 'offline' || state === 'saved'
    ? offlineFreshness(performance.now(), Date.now())
    : state === 'saving'
      ? { ...liveFreshness(performance.now(), Date.now()), state: 'connecting' }
      : liveFreshness(performance.now(), Date.now())

if (state !== 'loading') {
  const board = sampleBoard({ count, now: Date.now(), quiet: state === 'quiet' })
  const saved_at = state.startsWith('sav') ? formatTime(Date.now() - 34 * 60_000) : undefined
  server.board(state === 'virgin' ? { ...board, cursor: 'test.0', health: [] } : board, saved_at)
  server.freshness(freshness())
}
if (rate > 0) {
  const random = seeded(11)
  const ones = [...sampleBoard({ count, now: Date.now() }).alerts]
  setInterval(() => {
    const events = Array.from({ length: Math.ceil(rate / 50) }, () => changeOne(random, ones))
    server.events(events)
  }, 20)
}
/** Changes one of the fleet: most get another summary, some resolve or fire again, a few are taken. */
function changeOne(random: () => number, ones: BoardAlert[]): DurableEvent {
  const index = Math.floor(random() * ones.length)
  const before = ones[index] as BoardAlert
  const fate = random()
  if (before.status === 'resolved' || fate < 0.1) {
    const fires = before.status === 'resolved'
    const { ends_at: _ends, resolved_by: _by, ...rest } = before
    const now = new Date().toISOString()
    const after: BoardAlert = fires
      ? { ...rest, status: 'firing', starts_at: now, acknowledged_by: null }
      : { ...before, status: 'resolved', ends_at: now, resolved_by: 'sender' }
    ones[index] = after
    return server.change(fires ? 'alert_firing' : 'alert_resolved', after)
  }
  const summary = `value ${Math.floor(random() * 1000)}`
  const after = { ...before, annotations: { ...before.annotations, summary } }
  ones[index] = after
  return server.change('alert_updated', after)
}

Object.assign(window, { server, desk, watchfloor, sampleAlert, seeded })
