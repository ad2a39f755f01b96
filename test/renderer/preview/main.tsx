import type { Freshness } from '@watchfloor/client'
import { createRoot } from 'react-dom/client'
import { App } from '../../../src/renderer/app/app.tsx'
import { browserPage } from '../../../src/renderer/app/browser-page.ts'
import { createWatchfloor } from '../../../src/renderer/app/create-watchfloor.ts'
import { fakeServer, liveFreshness, offlineFreshness } from '../support/fake-bridge.ts'
import { sampleAlert, sampleBoard, seeded } from '../support/sample-fleet.ts'

/**
 * The board on made-up data, for looking at it: `?n=47&state=live&rate=0`. `n` alerts, `state` live, offline,
 * quiet, loading or virgin, `rate` changes a second.
 */
const query = new URLSearchParams(location.search)
const count = Number(query.get('n') ?? 47)
const state = query.get('state') ?? 'live'
const rate = Number(query.get('rate') ?? 0)

const server = fakeServer(() => Date.now())
const { watchfloor } = createWatchfloor(server.bridge, browserPage(window))
const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id "root"')
createRoot(root).render(<App watchfloor={watchfloor} />)

const freshness = (): Freshness =>
  state === 'offline'
    ? offlineFreshness(performance.now(), Date.now())
    : liveFreshness(performance.now(), Date.now())

if (state !== 'loading') {
  const board = sampleBoard({ count, now: Date.now(), quiet: state === 'quiet' })
  server.board(state === 'virgin' ? { ...board, cursor: 'test.0' } : board)
  server.freshness(freshness())
}
if (rate > 0) {
  const random = seeded(11)
  setInterval(() => {
    const events = Array.from({ length: Math.ceil(rate / 50) }, () => {
      const alert = sampleAlert(random, 1, Date.now())
      return server.change('alert_updated', alert)
    })
    server.events(events)
  }, 20)
}
Object.assign(window, { server, watchfloor, sampleAlert, seeded })
