declare global {
  interface Window {
    readonly probe: Probe
  }
}

/** What a page tells of itself to whoever measures it. */
export interface Probe {
  /** When the first critical row had been painted, ms since the page was asked for; null until then. */
  readonly firstCritical: number | null
  /** Long tasks since this was last asked, ms each. */
  takeLongTasks(): readonly number[]
  /** When a row with this text has been painted, ms since 1970. */
  painted(text: string): Promise<number>
  /** Scrolls the list up and down for so long; answers frames a second, and how long the longest took. */
  scroll(ms: number): Promise<{ readonly perSecond: number; readonly longest: number }>
  /** How long from each key until the list of another length had been painted, since this was last asked. */
  takeKeys(): readonly number[]
}

/** Runs in the page, before anything of its own; refers to nothing outside itself. */
export function installProbe(): void {
  let longTasks: number[] = []
  let keys: number[] = []
  let firstCritical: number | null = null
  const wanted = new Map<string, (at: number) => void>()
  let pressed: { readonly at: number; readonly count: string | null } | null = null

  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration)
  }).observe({ type: 'longtask', buffered: true })
  /** After the frame that shows what is in the document now. */
  const afterPaint = (run: (now: number) => void): void => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => run(performance.now())
      port2.postMessage(null)
    })
  }
  const look = (): void => {
    if (
      firstCritical === null &&
      document.querySelector('[role=row][data-level=critical], [data-row][data-level=critical]') !== null
    ) {
      firstCritical = -1
      afterPaint((now) => {
        firstCritical = now
      })
    }
    if (wanted.size > 0) {
      const text = document.querySelector('[data-list]')?.textContent ?? ''
      for (const [one, tell] of wanted) {
        if (!text.includes(one)) continue
        wanted.delete(one)
        afterPaint((now) => tell(performance.timeOrigin + now))
      }
    }
  }
  /** How many lines the list says that it has. */
  const countNow = (): string | null => {
    const list = document.querySelector('[data-list]')
    return list?.getAttribute('aria-rowcount') ?? list?.getAttribute('data-count') ?? null
  }
  const lookAtKey = (): void => {
    if (pressed === null || countNow() === pressed.count) return
    const { at } = pressed
    pressed = null
    afterPaint((now) => void keys.push(now - at))
  }
  const observer = new MutationObserver(() => {
    look()
    lookAtKey()
    // To look on would be a load of its own.
    if (firstCritical !== null && wanted.size === 0 && pressed === null) observer.disconnect()
  })
  const observe = (): void =>
    observer.observe(document, { childList: true, subtree: true, characterData: true, attributes: true })
  observe()
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      pressed = { at: timeStamp, count: countNow() }
      observe()
    },
    true,
  )

  const probe: Probe = {
    get firstCritical() {
      return firstCritical === -1 ? null : firstCritical
    },
    takeLongTasks: () => {
      const taken = longTasks
      longTasks = []
      return taken
    },
    takeKeys: () => {
      const taken = keys
      keys = []
      return taken
    },
    painted: (text) =>
      new Promise((resolve) => {
        wanted.set(text, resolve)
        // What never comes counts as that, and the bench goes on.
        setTimeout(() => {
          if (wanted.delete(text)) resolve(performance.timeOrigin + performance.now())
        }, 10_000)
        observe()
      }),
    scroll: (ms) =>
      new Promise((resolve) => {
        const list = document.querySelector('[data-list]') as HTMLElement
        const began = performance.now()
        let last = began
        let longest = 0
        let frames = 0
        let step = 36
        const frame = (): void => {
          const now = performance.now()
          longest = Math.max(longest, now - last)
          last = now
          if (now - began >= ms) return resolve({ perSecond: (frames * 1000) / (now - began), longest })
          frames++
          const before = list.scrollTop
          list.scrollTop += step
          if (list.scrollTop === before) step = -step
          requestAnimationFrame(frame)
        }
        requestAnimationFrame(frame)
      }),
  }
  Object.defineProperty(window, 'probe', { value: probe })
}
