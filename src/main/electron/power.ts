import type { Clock } from '@watchfloor/client'
import type { PowerMonitor } from 'electron'

export interface PowerOptions {
  readonly powerMonitor: PowerMonitor
  readonly clock: Pick<Clock, 'now'>
  readonly fallsAsleep: () => void
  /** Wall time since when the computer slept. */
  readonly woke: (asleepSince: number) => void
  /** Not told on Linux. */
  readonly locked: (isLocked: boolean) => void
  /** The computer is switched off. */
  readonly ends: () => void
}

/** What the computer does under us. Only after the app is ready. */
export function watchPower({ powerMonitor, clock, fallsAsleep, woke, locked, ends }: PowerOptions): void {
  let asleepSince: number | undefined
  powerMonitor.on('suspend', () => {
    asleepSince = clock.now()
    fallsAsleep()
  })
  powerMonitor.on('resume', () => {
    woke(asleepSince ?? clock.now())
    asleepSince = undefined
  })
  powerMonitor.on('lock-screen', () => locked(true))
  powerMonitor.on('unlock-screen', () => locked(false))
  powerMonitor.on('shutdown', ends)
}
