import { MantineProvider } from '@mantine/core'
import { cleanup, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { createWatchfloor } from '../../../src/renderer/app/create-watchfloor.ts'
import { type Watchfloor, WatchfloorContext } from '../../../src/renderer/state/context.ts'
import type { DeskState } from '../../../src/shared/desk-state.ts'
import { type FakeServer, fakeServer } from './fake-bridge.ts'
import { type FakeDesk, fakeDesk } from './fake-desk.ts'

export interface DeskScreen {
  readonly desk: FakeDesk
  readonly server: FakeServer
  readonly watchfloor: Watchfloor
  /** What toasts say, oldest first. */
  toasts(): readonly string[]
  end(): void
}

/** A screen of the desktop app in the document, at `hash`. */
export function showOnDesk(
  now: number,
  initial: DeskState,
  screen: (desk: FakeDesk) => ReactNode,
  hash = '#/',
): DeskScreen {
  location.hash = hash
  const desk = fakeDesk(() => now, initial)
  const server = fakeServer(() => now, undefined, desk.bridge)
  const { watchfloor, stop } = createWatchfloor(server.bridge, {
    now: () => now,
    monotonic: () => 0,
    after: () => () => {},
    nextFrame: (run) => run(),
    isInFront: () => true,
    shelf: { getItem: () => null, setItem: () => {} },
  })
  render(
    <MantineProvider>
      <WatchfloorContext value={watchfloor}>{screen(desk)}</WatchfloorContext>
    </MantineProvider>,
  )
  return {
    desk,
    server,
    watchfloor,
    toasts: () => watchfloor.toasts.getState().toasts.map(({ text }) => text.join('')),
    end: () => {
      cleanup()
      stop()
    },
  }
}
