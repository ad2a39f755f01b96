import { MantineProvider } from '@mantine/core'
import { cleanup, render } from '@testing-library/react'
import type { Refusal } from '@watchfloor/client'
import type { ReactNode } from 'react'
import { createWatchfloor } from '../../../src/renderer/app/create-watchfloor.ts'
import { type Watchfloor, WatchfloorContext } from '../../../src/renderer/state/context.ts'
import type { BridgeRequest } from '../../../src/shared/bridge.ts'
import { type FakeServer, fakeServer } from './fake-bridge.ts'

/** What the server answers: a value by `METHOD /path`, or a function of the request's body. */
export type Answers = Record<string, unknown>

export interface SignedInScreen {
  readonly watchfloor: Watchfloor
  readonly server: FakeServer
  /** Whatever was asked, oldest first. */
  readonly asked: BridgeRequest[]
  toasts(): readonly string[]
  end(): void
}

/** A screen of the console in the document, for whom the answers make of it. */
export async function showTo(
  now: number,
  answers: Answers,
  screen: ReactNode,
  hash = '#/',
): Promise<SignedInScreen> {
  location.hash = hash
  const asked: BridgeRequest[] = []
  const shelf = new Map<string, string>()
  const server = fakeServer(
    () => now,
    async (request) => {
      asked.push(request)
      const { method = 'GET', path } = request
      const answer = answers[`${method} ${path}`]
      if (answer === undefined) return MISSING
      if (isRefusal(answer)) return answer
      return { ok: true, value: typeof answer === 'function' ? answer(request.body) : answer }
    },
  )
  const { watchfloor, stop } = createWatchfloor(server.bridge, {
    now: () => now,
    monotonic: () => 0,
    after: () => () => {},
    nextFrame: (run) => run(),
    isInFront: () => true,
    shelf: { getItem: (key) => shelf.get(key) ?? null, setItem: (key, value) => void shelf.set(key, value) },
  })
  await watchfloor.who.refresh()
  render(
    <MantineProvider>
      <WatchfloorContext value={watchfloor}>{screen}</WatchfloorContext>
    </MantineProvider>,
  )
  return {
    watchfloor,
    server,
    asked,
    toasts: () => watchfloor.toasts.getState().toasts.map(({ text }) => text.join('')),
    end: () => {
      cleanup()
      stop()
    },
  }
}

const MISSING: Refusal = { ok: false, reason: 'not_found', message: 'the fake server has no such answer' }

function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === false
}
