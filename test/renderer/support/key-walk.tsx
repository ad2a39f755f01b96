import { act, cleanup, render } from '@testing-library/react'
import { vi } from 'vitest'
import { App } from '../../../src/renderer/app/app.tsx'
import { createWatchfloor } from '../../../src/renderer/app/create-watchfloor.ts'
import { LATER } from '../../../src/renderer/app/later-screens.ts'
import type { Watchfloor } from '../../../src/renderer/state/context.ts'
import { goTo } from '../../../src/renderer/state/hash-location.ts'
import { sampleAlert } from './board-parts.ts'
import { NOW, snapshotOf } from './board-rig.ts'
import { fakeServer, liveFreshness } from './fake-bridge.ts'
import { deskState, fakeDesk, inboxRow } from './fake-desk.ts'

const LINKS = { runbook_url: 'https://wiki.test/runbook', dashboard_url: 'https://graphs.test/d' }

/** Two that stand alone, a group of three, and one that somebody has. */
export const ALERTS = [
  sampleAlert({ fingerprint: 'a1', labels: { alertname: 'Alone' }, annotations: LINKS }),
  sampleAlert({ fingerprint: 'b1', labels: { alertname: 'Bare', service: 'search' } }),
  ...['g1', 'g2', 'g3'].map((fingerprint) =>
    sampleAlert({
      fingerprint,
      labels: { alertname: 'Group', instance: `host-${fingerprint}` },
      annotations: LINKS,
    }),
  ),
  sampleAlert({
    fingerprint: 'm1',
    labels: { alertname: 'Mine', service: 'mail' },
    acknowledged_by: { name: 'Ana', at: '2026-11-24T03:10:00.000Z', until: 'resolved' },
  }),
]

export interface Walk {
  readonly watchfloor: Watchfloor
  /** The line of the alert with this name. */
  line(name: string): string
  /** What a press does, in words; `nothing` when nothing. */
  press(...keys: readonly Partial<KeyboardEventInit>[]): string
  /** What was done since the last press. */
  readonly done: readonly string[]
  end(): void
}

/** The whole page in the document, with everything that a key could do recorded instead of done. */
export async function openWalk({
  width,
  isDesktop,
}: {
  readonly width: number
  readonly isDesktop: boolean
}) {
  resize(width, 900)
  goTo('/')
  await Promise.all(Object.values(LATER).map((part) => part.fetch()))
  const desk = isDesktop ? fakeDesk(() => NOW, deskState({ name: 'Ana' })) : undefined
  if (desk !== undefined) desk.inbox = [inboxRow(), inboxRow({ id: 'row-2', key: 'key-2' })]
  const server = fakeServer(() => NOW, undefined, desk?.bridge)
  const { watchfloor, stop } = createWatchfloor(server.bridge, {
    now: () => NOW,
    monotonic: () => 0,
    after: () => () => {},
    nextFrame: (run) => run(),
    isInFront: () => true,
    shelf: { getItem: () => null, setItem: () => {} },
  })
  const done: string[] = []
  const names = (alerts: readonly { readonly fingerprint: string }[]): string =>
    alerts
      .map(({ fingerprint }) => fingerprint)
      .sort()
      .join(' ') || 'none'
  Object.assign(watchfloor.actions, {
    acknowledge: (alerts: typeof ALERTS) => done.push(`acknowledges ${names(alerts)}`),
    acknowledgeWith: (alerts: typeof ALERTS) => done.push(`asks until when ${names(alerts)}`),
    giveBack: (alerts: typeof ALERTS) => done.push(`gives back ${names(alerts)}`),
    handOver: (alerts: typeof ALERTS) => done.push(`hands over ${names(alerts)}`),
    note: (alerts: typeof ALERTS) => done.push(`notes ${names(alerts)}`),
    resolve: (alerts: typeof ALERTS) => done.push(`ends ${names(alerts)}`),
    tell: (text: string) => done.push(`says ${text}`),
  })
  watchfloor.undo.undo = async () => void done.push('undoes')
  watchfloor.board.takeIn = () => done.push('takes in')
  vi.spyOn(window, 'open').mockImplementation((url) => {
    done.push(`opens ${url}`)
    return null
  })
  Object.defineProperty(navigator, 'clipboard', {
    configurable: true,
    value: { writeText: async (text: string) => void done.push(`copies ${text.replace(/^.*#/, '#')}`) },
  })
  server.board(snapshotOf(ALERTS))
  server.freshness(liveFreshness(0, NOW))
  render(<App watchfloor={watchfloor} />)

  const walk: Walk = {
    watchfloor,
    done,
    line: (name) => {
      const { items } = watchfloor.board.getState()
      const item = items.find((one) => one.kind === 'row' && one.first.alertname === name)
      if (item === undefined) throw new Error(`no line ${name}`)
      return item.id
    },
    press: (...keys) => {
      done.length = 0
      const before = stateOf(watchfloor)
      let isTaken = false
      act(() => {
        for (const key of keys) {
          const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...key })
          isTaken = !(document.activeElement ?? document.body).dispatchEvent(event)
        }
      })
      const after = stateOf(watchfloor)
      const changes = Object.keys(after).filter((name) => before[name] !== after[name])
      const words = [...done, ...changes.map((name) => `${name}: ${after[name]}`)]
      return words.join(', ') || (isTaken ? 'takes the key' : 'nothing')
    },
    end: () => {
      cleanup()
      stop()
      vi.restoreAllMocks()
      Reflect.deleteProperty(navigator, 'clipboard')
      goTo('/')
      // Whatever is tested after it in the same window begins as it would alone.
      resize(1024, 768)
    },
  }
  return walk
}

function resize(width: number, height: number): void {
  const { happyDOM } = window as unknown as { happyDOM: { setViewport(size: object): void } }
  happyDOM.setViewport({ width, height })
}

/** What a key can change that is in sight, each in a word. */
function stateOf({ board, screen, questions }: Watchfloor): Record<string, string> {
  const { active, selected, open, unfolded } = board.getState()
  const { isHelpOpen, isRailOpen, isPeeking } = screen.getState()
  const nameOf = (id: string | null): string => {
    const item = board.item(id)
    if (item?.kind === 'row') return item.first.alertname
    return item?.kind === 'member' ? item.alert.fingerprint : (id ?? 'none')
  }
  return {
    place: location.hash,
    line: nameOf(active),
    selected: [...selected].map(nameOf).sort().join(' ') || 'none',
    open: [...open].map(nameOf).join(' ') || 'none',
    unfolded: [...unfolded].join(' ') || 'none',
    help: `${isHelpOpen}`,
    rail: `${isRailOpen}`,
    peek: `${isPeeking}`,
    question: `${questions.getState().question?.kind}`,
    keyboard: whereKeyboardIs(),
    inbox:
      document
        .querySelector('[data-region="Inbox"] [aria-activedescendant]')
        ?.getAttribute('aria-activedescendant') ?? 'none',
  }
}

function whereKeyboardIs(): string {
  const { activeElement } = document
  if (!(activeElement instanceof HTMLElement)) return 'nowhere'
  if (activeElement === document.body) return 'page'
  const region = activeElement.closest<HTMLElement>('[data-region], [role="dialog"]')
  const place = region?.dataset.region ?? region?.getAttribute('role') ?? ''
  const label = activeElement.matches('input') ? ` ${activeElement.getAttribute('aria-label')}` : ''
  return `${place}${label}` || activeElement.localName
}
