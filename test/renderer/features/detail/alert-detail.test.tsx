import { MantineProvider } from '@mantine/core'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import {
  type BoardAlert,
  type BoardSnapshot,
  formatCursor,
  noCounts,
  type Reporter,
} from '@watchfloor/contract'
import { afterEach, expect, test, vi } from 'vitest'
import { createWatchfloor } from '../../../../src/renderer/app/create-watchfloor.ts'
import { Questions } from '../../../../src/renderer/features/acknowledge/questions.tsx'
import { AlertDetail } from '../../../../src/renderer/features/detail/alert-detail.tsx'
import { Keyboard } from '../../../../src/renderer/features/keyboard/keyboard.tsx'
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
function show(
  answers: Awaited<ReturnType<BoardBridge['request']>>[],
  {
    shown = alert,
    name = 'Ana',
    reporters = [],
    isLeftOut = false,
  }: {
    readonly shown?: BoardAlert
    readonly name?: string | null
    readonly reporters?: readonly Reporter[]
    /** The board is cut, and this alert is among those that it only counts. */
    readonly isLeftOut?: boolean
  } = {},
) {
  const board: BoardSnapshot = {
    cursor: formatCursor({ epoch: 'e', sequence: 9 }),
    server_time: new Date(NOW).toISOString(),
    ...(isLeftOut && { left_out: { ...noCounts(), [shown.level]: 1 } }),
    alerts: isLeftOut ? [] : [shown],
    silences: [],
    health: [],
    stats: null,
  }
  const acknowledge = vi.fn<BoardBridge['acknowledge']>(async () => ({ ok: true, value: alert }))
  const resolve = vi.fn<BoardBridge['resolve']>(async () => ({ ok: true, value: alert }))
  const bridge: BoardBridge = {
    kind: 'browser',
    server: 'http://watch.test',
    connect: (listener) => {
      listener.onBoard(board)
      return () => {}
    },
    acknowledge,
    unacknowledge: async () => ({ ok: true, value: alert }),
    resolve,
    request: async ({ path }) => {
      if (path.includes('/history')) return answers.shift() ?? { ok: true, value: { events: [] } }
      const time = alert.starts_at
      return { ok: true, value: { alert: shown, ends_at: time, updated_at: time, reporters } }
    },
    resume: () => {},
  }
  const onClose = vi.fn()
  const { watchfloor, stop } = createWatchfloor(bridge, {
    now: () => NOW,
    monotonic: () => 0,
    after: () => () => {},
    nextFrame: (run) => run(),
    isInFront: () => true,
    shelf: { getItem: () => name, setItem: () => {} },
  })
  ends.push(stop)
  render(
    <MantineProvider>
      <WatchfloorContext value={watchfloor}>
        <AlertDetail fingerprint={alert.fingerprint} as="panel" onClose={onClose} />
        <Questions />
        <Keyboard />
      </WatchfloorContext>
    </MantineProvider>,
  )
  return { acknowledge, resolve, onClose, toasts: watchfloor.toasts }
}

test('data is text: markup is shown, and only http links are offered', async () => {
  show([])
  expect(await screen.findByText('<b>lag</b> 84 k', { selector: 'p bdi' })).toBeTruthy()
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
  await waitFor(() =>
    expect(acknowledge).toHaveBeenCalledWith(alert.fingerprint, { life: alert.life, name: 'Ana' }),
  )
  fireEvent.keyDown(detail, { key: 'Escape' })
  expect(onClose).toHaveBeenCalledOnce()
})

test('an alert that a cut board leaves out can be taken all the same, by the key and by the button', async () => {
  const { acknowledge } = show([], { isLeftOut: true })
  const detail = await screen.findByRole('region', { name: 'Alert' })
  const button = await screen.findByRole('button', { name: /Acknowledge/ })
  fireEvent.keyDown(detail, { key: 'a' })
  await waitFor(() => expect(acknowledge).toHaveBeenCalledOnce())
  fireEvent.click(button)
  await waitFor(() => expect(acknowledge).toHaveBeenCalledTimes(2))
  expect(acknowledge).toHaveBeenLastCalledWith(alert.fingerprint, { life: alert.life, name: 'Ana' })
})

test('S5: an unconfirmed alert can be resolved by hand, in its life and by name', async () => {
  const { resolve, toasts } = show([], { shown: { ...alert, unconfirmed: true } })
  fireEvent.click(await screen.findByRole('button', { name: /^Resolve by hand/ }))
  await waitFor(() =>
    expect(resolve).toHaveBeenCalledWith(alert.fingerprint, { life: alert.life, name: 'Ana' }),
  )
  await waitFor(() => expect(toasts.getState().toasts.at(-1)?.text[0]).toBe('Resolved by hand: '))
})

test('S5: who never gave a name is asked for it, and nothing happens without one', async () => {
  const { resolve } = show([], { shown: { ...alert, unconfirmed: true }, name: null })
  fireEvent.click(await screen.findByRole('button', { name: /^Resolve by hand/ }))
  fireEvent.change(await screen.findByLabelText(/Display name/), { target: { value: 'Tom' } })
  expect(resolve).not.toHaveBeenCalled()
  fireEvent.click(screen.getByRole('button', { name: 'Resolve as Tom' }))
  await waitFor(() =>
    expect(resolve).toHaveBeenCalledWith(alert.fingerprint, { life: alert.life, name: 'Tom' }),
  )
})

test('S5: a refusal says what stands in the way; one that is confirmed has no such button', async () => {
  const { resolve, toasts } = show([], { shown: { ...alert, unconfirmed: true } })
  resolve.mockResolvedValueOnce({ ok: false, reason: 'conflict', message: 'it still fires (HTTP 409)' })
  fireEvent.click(await screen.findByRole('button', { name: /^Resolve by hand/ }))
  await waitFor(() =>
    expect(toasts.getState().toasts.at(-1)).toMatchObject({
      kind: 'error',
      text: [
        'Not resolved: it still fires (HTTP 409). Nothing changed for ',
        { strong: alert.alertname },
        '.',
      ],
    }),
  )
  cleanup()
  show([])
  await screen.findByRole('button', { name: /Acknowledge/ })
  expect(screen.queryByRole('button', { name: /^Resolve by hand/ })).toBeNull()
})

test('S1: it says who reports the alert, each replica on its own', async () => {
  const last_report = alert.starts_at
  const one = { entry: 'direct' as const, status: 'firing' as const, last_report, deadline: last_report }
  const reporters = ['a', 'b'].map((replica) => ({
    ...one,
    source: `Prometheus prom:9090 (replica=${replica})`,
    replica_labels: { replica },
  }))
  show([], { reporters })
  const section = await screen.findByRole('region', { name: 'Reported by' })
  expect(
    [...section.querySelectorAll('li')].map((item) => item.textContent?.split(':', 2).join(':')),
  ).toEqual(reporters.map(({ source }) => source))
})
