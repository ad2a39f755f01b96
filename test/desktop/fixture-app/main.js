import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { app, BrowserWindow, ipcMain, protocol } from 'electron'

/** What the tests ask about from outside, with Playwright's `evaluate`. */
const seen = { told: [], refused: [], opened: [], arrivals: [], gone: [] }
globalThis.fixture = { seen }

protocol.registerSchemesAsPrivileged([
  { scheme: 'fixture', privileges: { standard: true, secure: true, supportFetchAPI: true } },
])
app.enableSandbox()

// Not awaited: Electron is ready only when this module has been evaluated.
if (app.requestSingleInstanceLock()) void start()
else app.quit()

async function start() {
  app.on('second-instance', (_event, argv, workingDirectory) =>
    seen.arrivals.push({ argv, workingDirectory }),
  )
  app.on('window-all-closed', () => {
    if (!process.argv.includes('--stay')) app.quit()
  })
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event, url) => {
      if (url.startsWith('fixture://page/')) return
      event.preventDefault()
      seen.refused.push(url)
    })
    contents.setWindowOpenHandler(({ url }) => {
      seen.opened.push(url)
      return { action: 'deny' }
    })
    contents.on('render-process-gone', (_gone, { reason }) => seen.gone.push(reason))
  })
  ipcMain.handle('echo', (_event, value) => value)
  ipcMain.handle('fail', () => {
    throw new Error('on purpose')
  })
  ipcMain.handle('sender', ({ sender, senderFrame }) => ({
    isMainFrame: senderFrame === sender.mainFrame,
    url: senderFrame.url,
    origin: senderFrame.origin,
  }))
  ipcMain.on('told', (_event, text) => seen.told.push(text))

  await app.whenReady()
  protocol.handle('fixture', async (request) => {
    const name = new URL(request.url).pathname.slice(1)
    if (!/^[a-z]+\.(html|js)$/.test(name)) return new Response('', { status: 404 })
    const type = name.endsWith('.html') ? 'text/html' : 'text/javascript'
    return new Response(await readFile(join(import.meta.dirname, 'page', name)), {
      headers: { 'content-type': type, 'content-security-policy': "default-src 'none'; script-src 'self'" },
    })
  })
  const window = new BrowserWindow({
    width: 900,
    height: 600,
    x: 40,
    y: 50,
    title: 'Fixture',
    show: !process.argv.includes('--hidden'),
    webPreferences: { preload: join(import.meta.dirname, 'preload.cjs') },
  })
  globalThis.fixture.window = window
  await window.loadURL('fixture://page/index.html')
}
