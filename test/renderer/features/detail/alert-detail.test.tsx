import { MantineProvider } from '@mantine/core'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { type BoardSnapshot, formatCursor } from '@watchfloor/contract'
import { afterEach, expect, test, vi } from 'vitest'
import { createWatchfloor } from '../../../../src/renderer/app/create-watchfloor.ts'
import { AlertDetail } from '../../../../src/renderer/features/detail/alert-detail.tsx'
import type { BoardBridge } from '../../../../src/renderer/state/bridge.ts'
import { WatchfloorContext } from '../../../../src/renderer/state/context.ts'
import { sampleAlert } from '../../support/board-parts.ts'

const NOW = Date.UTC(2026, 10, 24, 3, 4)
const ends: (() => void)[] = []

afterEach(() => {
  cleanup()
  for (const end of ends.splice(0)) end()
})

const alert = sampleAlert({
  annotations: {
    summary: '<b>lag</b> 84 k',
    runbook_url: 'javascript:alert(1)',
    description: 'See https://wiki.test/lag.',
  },
})

/** Shows the detail of a board that holds one alert; `answers` are those of the history, in order. */
function show(answers: Awaited<ReturnType<BoardBridge['request']>>[]) {
  const board: BoardSnapshot = {
    cursor: formatCursor({ epoch: 'e', sequence: 9 }),
    server_time: new Date(NOW).toISOString(),
    alerts: [alert],
    silences: [],
    health: [],
    stats: null,
  }
  const acknowledge = vi.fn<BoardBridge['acknowledge']>(async () => ({ ok: true, value: alert }))
  const bridge: BoardBridge = {
    kind: 'browser',
    server: 'http://watch.test',
    connect: (listener) => {
      listener.onBoard(board)
      return () => {}
    },
    acknowledge,
    unacknowledge: async () => ({ ok: true, value: alert }),
    request: async () => answers.shift() ?? { ok: true, value: { events: [] } },
    signIn: () => {},
  }
  const onClose = vi.fn()
  const { watchfloor, stop } = createWatchfloor(bridge, {
    now: () => NOW,
    monotonic: () => 0,
    after: () => () => {},
    nextFrame: (run) => run(),
    isInFront: () => true,
    shelf: { getItem: () => 'Ana', setItem: () => {} },
  })
  ends.push(stop)
  render(
    <MantineProvider>
      <WatchfloorContext value={watchfloor}>
        <AlertDetail fingerprint={alert.fingerprint} as="panel" onClose={onClose} />
      </WatchfloorContext>
    </MantineProvider>,
  )
  return { acknowledge, onClose }
}

test('data is text: markup is shown, and only http links are offered', async () => {
  show([])
  expect(await screen.findByText('<b>lag</b> 84 k', { selector: 'p' })).toBeTruthy()
  expect(screen.queryByRole('link', { name: /Runbook/ })).toBeNull()
  const [link] = screen.getAllByRole('link', { name: 'https://wiki.test/lag' })
  expect(link?.getAttribute('rel')).toBe('noopener noreferrer')
})

test('a history that cannot be read says so, and Retry reads it', async () => {
  const { sequence, ...data } = alert
  const event = {
    type: 'alert_created',
    source: 'alert_processor',
    id: '1',
    timestamp: alert.starts_at,
    epoch: 'e',
    sequence,
    data,
  }
  show([
    { ok: false, reason: 'unreachable', message: 'connect ECONNREFUSED' },
    { ok: true, value: { events: [event] } },
  ])
  expect((await screen.findByRole('alert')).textContent).toContain('connect ECONNREFUSED')
  fireEvent.click(screen.getByRole('button', { name: 'Retry' }))
  expect(await screen.findByText('Began, as high')).toBeTruthy()
})

test('the key `a` takes the alert that is shown, and Esc closes the detail', async () => {
  const { acknowledge, onClose } = show([])
  const detail = await screen.findByRole('region', { name: 'Alert' })
  await screen.findByText('The log holds nothing about it any more.')
  fireEvent.keyDown(detail, { key: 'a' })
  await vi.waitFor(() =>
    expect(acknowledge).toHaveBeenCalledWith(alert.fingerprint, { life: alert.life, name: 'Ana' }),
  )
  fireEvent.keyDown(detail, { key: 'Escape' })
  expect(onClose).toHaveBeenCalledOnce()
})
