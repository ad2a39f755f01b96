import type { App } from 'electron'

export interface QuittingOptions {
  readonly app: Pick<App, 'on' | 'quit' | 'exit'>
  readonly signals: Pick<NodeJS.Process, 'on'>
  /** Writes down what must not be lost. */
  readonly stop: () => Promise<void>
  readonly after: (milliseconds: number, run: () => void) => () => void
}

export interface Quitting {
  readonly isQuitting: () => boolean
  /** From now on windows close: somebody else is about to quit the app. */
  readonly expect: () => void
  /** Quits, and runs this when everything is written down, as the last thing; it must not throw. */
  readonly quitThen: (last: () => void) => void
}

/** A disk that stands still must not keep the app, or the computer, from ending. */
const PATIENCE_MS = 3_000

/** Quits once everything is written down. Closing the last window quits nothing: people are told without one. */
export function installQuitting({ app, signals, stop, after }: QuittingOptions): Quitting {
  let isQuitting = false
  let isStopped = false
  let last = (): void => {}
  app.on('window-all-closed', () => {})
  app.on('before-quit', () => {
    isQuitting = true
  })
  app.on('will-quit', (event) => {
    if (isStopped) return
    event.preventDefault()
    const end = (): void => {
      if (isStopped) return
      isStopped = true
      cancel()
      last()
      app.exit(0)
    }
    const cancel = after(PATIENCE_MS, end)
    stop().then(end, end)
  })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) signals.on(signal, () => app.quit())
  return {
    isQuitting: () => isQuitting,
    expect: () => {
      isQuitting = true
    },
    quitThen: (given) => {
      last = given
      app.quit()
    },
  }
}
