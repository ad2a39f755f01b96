import { systemPlatform } from '@watchfloor/client'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { browserPage } from './app/browser-page.ts'
import { createWatchfloor } from './app/create-watchfloor.ts'
import { goBackAfterSignIn, goToFirstPlace } from './app/first-place.ts'
import { followSearch } from './app/foreign-links.ts'
import { fetchAhead } from './app/later-screens.ts'
import { NotStarted } from './app/not-started.tsx'
import { tellFaults } from './app/tell-faults.ts'
import { createBrowserBridge } from './bridge/browser-bridge.ts'
import { createDesktopBridge, type WatchfloorApi } from './bridge/desktop-bridge.ts'
import { pageSignals } from './bridge/page-signals.ts'
import { browserTabs } from './bridge/tabs/browser-tabs.ts'
import type { BoardBridge } from './state/bridge.ts'

declare global {
  interface Window {
    /** Only in the desktop app. */
    readonly watchfloor?: WatchfloorApi
  }
}

const element = document.getElementById('root')
if (element === null) throw new Error('index.html has no element with the id "root"')
const root = createRoot(element)

if (window.watchfloor === undefined) {
  goBackAfterSignIn(window)
  followSearch(window)
  const server = new URL('.', location.href).href.replace(/\/$/, '')
  const platform = systemPlatform(window)
  const bridge = createBrowserBridge({
    server,
    platform,
    page: pageSignals(window),
    tabs: browserTabs({
      page: window,
      server,
      build: import.meta.url,
      after: platform.timers.after,
      random: platform.random,
    }),
  })
  show(bridge)
} else void showDesktop(window.watchfloor)

async function showDesktop(api: WatchfloorApi): Promise<void> {
  const reload = (): void => location.reload()
  const bridge = await createDesktopBridge(api, { after: browserPage(window).after, reload })
  if (!bridge.ok) return root.render(<NotStarted why={bridge.message} onAgain={reload} />)
  goToFirstPlace(bridge.value)
  show(bridge.value)
}

function show(bridge: BoardBridge): void {
  const { watchfloor } = createWatchfloor(bridge, browserPage(window))
  tellFaults(window, watchfloor.toasts, () => location.reload())
  root.render(<App watchfloor={watchfloor} />)
  const stop = watchfloor.live.subscribe(({ board }) => {
    if (board === null) return
    stop()
    void fetchAhead(idle)
  })
}

/** Until the page has nothing better to do; not every browser says when that is. */
function idle(): Promise<void> {
  return new Promise((done) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => done(), { timeout: 5_000 })
    else setTimeout(done, 500)
  })
}
