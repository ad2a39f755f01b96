import type { Alert, BoardAlert, BoardSnapshot, Event } from '@watchfloor/contract'
import { type ReactNode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'

/**
 * What a list of the same alerts costs with nothing around it: the board read whole, every event applied, and the rows
 * that are in sight drawn by React once a frame. No lanes, no groups, no counts, nothing held still.
 */
const server = new URLSearchParams(location.search).get('server') ?? ''
const RANK: Readonly<Record<string, number>> = { critical: 0, high: 1, warning: 2, unset: 3, info: 4 }
const HEIGHT = 36

const alerts = new Map<string, Alert>()
let sorted: readonly Alert[] = []
let draw = (): void => {}
let isDue = false

function order(a: Alert, b: Alert): number {
  return (RANK[a.level] ?? 9) - (RANK[b.level] ?? 9) || (a.starts_at < b.starts_at ? 1 : -1)
}

function due(): void {
  if (isDue) return
  isDue = true
  requestAnimationFrame(() => {
    isDue = false
    sorted = [...alerts.values()].sort(order)
    draw()
  })
}

function List(): ReactNode {
  const [, setCount] = useState(0)
  const [top, setTop] = useState(0)
  const [text, setText] = useState('')
  useEffect(() => {
    draw = () => setCount((count) => count + 1)
  }, [])
  const shown = text === '' ? sorted : sorted.filter((one) => JSON.stringify(one.labels).includes(text))
  const from = Math.max(0, Math.floor(top / HEIGHT) - 6)
  const rows = shown.slice(from, from + Math.ceil(innerHeight / HEIGHT) + 12)
  return (
    <>
      <input aria-label="Filter" value={text} onChange={(event) => setText(event.currentTarget.value)} />
      <div
        data-list=""
        data-count={shown.length}
        style={{ height: 'calc(100vh - 40px)', overflow: 'auto', position: 'relative' }}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <div style={{ height: shown.length * HEIGHT }}>
          {rows.map((alert, index) => (
            <div
              key={alert.fingerprint}
              data-row=""
              data-level={alert.level}
              style={{
                position: 'absolute',
                top: (from + index) * HEIGHT,
                height: HEIGHT,
                display: 'flex',
                gap: 12,
              }}
            >
              <span>{alert.level}</span>
              <b>{alert.alertname}</b>
              <span>{alert.annotations.summary}</span>
              <span>{alert.labels.service}</span>
              <span>{alert.acknowledged_by?.name}</span>
              <span>{Math.floor((Date.now() - Date.parse(alert.starts_at)) / 60_000)}m</span>
            </div>
          ))}
        </div>
      </div>
    </>
  )
}

createRoot(document.getElementById('root') as HTMLElement).render(<List />)

const board = (await (await fetch(`${server}/api/v2/board`)).json()) as BoardSnapshot
for (const alert of board.alerts as readonly BoardAlert[]) alerts.set(alert.fingerprint, alert)
due()
const source = new EventSource(`${server}/api/v2/events/stream?cursor=${board.cursor}`)
source.onmessage = ({ data }) => {
  const event = JSON.parse(data as string) as Event
  if (event.source !== 'alert_processor') return
  alerts.set(event.data.fingerprint, event.data)
  due()
}
