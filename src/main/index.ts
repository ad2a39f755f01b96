import { join } from 'node:path'
import { app, BrowserWindow } from 'electron'

/** The desktop's composition root. For now it only opens the board's window; the realtime client comes here. */
async function start(): Promise<void> {
  await app.whenReady()
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
    },
  })
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  window.webContents.on('will-navigate', (event) => event.preventDefault())
  await window.loadFile(join(import.meta.dirname, '../renderer/index.html'))
}

start().catch((error: unknown) => {
  console.error(error)
  app.exit(1)
})
