import { systemPlatform } from '@watchfloor/client'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { browserPage } from './app/browser-page.ts'
import { createWatchfloor } from './app/create-watchfloor.ts'
import { createBrowserBridge } from './bridge/browser-bridge.ts'
import { pageSignals } from './bridge/page-signals.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id "root"')

const bridge = createBrowserBridge({
  server: new URL('.', location.href).href.replace(/\/$/, ''),
  platform: systemPlatform(window),
  page: pageSignals(window),
})
const { watchfloor } = createWatchfloor(bridge, browserPage(window))
createRoot(root).render(<App watchfloor={watchfloor} />)
