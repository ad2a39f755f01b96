import { existsSync } from 'node:fs'
import WebSocket from 'ws'
import { startProgram } from '../programs/program.ts'
import { until } from '../until.ts'

const DEBIAN = '/usr/bin/chromium'

type Params = Readonly<Record<string, unknown>>

interface Message {
  readonly id?: number
  readonly method?: string
  readonly sessionId?: string
  readonly params?: Params
  readonly result?: Params
  readonly error?: { readonly message: string }
}

/** A tab of a browser that nothing pretends to: out of sight, it is hidden as it is for people. */
export interface BareTab {
  /** The value of an expression in the page, awaited and copied out. */
  readonly read: (expression: string) => Promise<unknown>
  readonly bringToFront: () => Promise<void>
  readonly setOffline: (offline: boolean) => Promise<void>
  /** Paths of what the page has asked for so far. */
  readonly asked: () => readonly string[]
}

export interface BareChromium {
  readonly open: (url: string) => Promise<BareTab>
  readonly close: () => Promise<void>
}

/** Chromium with tabs in one window. Playwright keeps every page of its own visible, whichever tab is in front. */
export async function startBareChromium(profile: string): Promise<BareChromium> {
  const isDebian = existsSync(DEBIAN)
  const command = process.env.TEST_CHROMIUM ?? (isDebian ? DEBIAN : await playwrights())
  const args = [
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    'about:blank',
  ]
  const program = startProgram(command, args)
  const address = await until('Chromium to listen', () => {
    if (program.child.exitCode !== null) throw new Error(`Chromium ended:\n${program.output()}`)
    return /DevTools listening on (ws:\S+)/.exec(program.output())?.[1]
  })
  const socket = new WebSocket(address)
  await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject))

  let last = 0
  const waiting = new Map<number, (message: Message) => void>()
  const listeners = new Map<string, (message: Message) => void>()
  socket.on('message', (data) => {
    const message = JSON.parse(data.toString()) as Message
    if (message.id !== undefined) waiting.get(message.id)?.(message)
    else listeners.get(message.sessionId ?? '')?.(message)
  })
  const send = (method: string, params: Params = {}, sessionId?: string): Promise<Params> =>
    new Promise((resolve, reject) => {
      const id = ++last
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id)
        if (error === undefined) resolve(result ?? {})
        else reject(new Error(`${method}: ${error.message}`))
      })
      socket.send(JSON.stringify({ id, method, params, sessionId }))
    })

  return {
    open: async (url) => {
      const { targetId } = await send('Target.createTarget', { url: 'about:blank' })
      const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true })
      const session = sessionId as string
      const asked: string[] = []
      listeners.set(session, ({ method, params }) => {
        if (method !== 'Network.requestWillBeSent') return
        const { url } = (params as { request: { url: string } }).request
        asked.push(new URL(url).pathname)
      })
      await send('Network.enable', {}, session)
      await send('Page.navigate', { url }, session)
      return {
        asked: () => asked,
        bringToFront: async () => void (await send('Target.activateTarget', { targetId })),
        read: async (expression) => {
          const given = { expression, awaitPromise: true, returnByValue: true }
          const { result } = await send('Runtime.evaluate', given, session)
          return (result as { readonly value?: unknown }).value
        },
        setOffline: async (offline) => {
          const conditions = { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 }
          await send('Network.emulateNetworkConditions', conditions, session)
        },
      }
    },
    close: async () => {
      await send('Browser.close').catch(() => undefined)
      socket.terminate()
      await program.stop()
    },
  }
}

async function playwrights(): Promise<string> {
  const { chromium } = await import('@playwright/test')
  return chromium.executablePath()
}
