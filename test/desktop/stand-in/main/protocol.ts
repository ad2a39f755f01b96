import type Electron from 'electron'
import type { DevtoolsSession, Fields } from '../chromium/devtools.ts'
import { guarded, notImplemented } from '../not-implemented.ts'
import { app } from './app.ts'
import { isRegistered, registerScheme, toOriginsIn, toScheme } from './scheme-origins.ts'

type Handler = (request: Request) => Response | Promise<Response>

const handlers = new Map<string, Handler>()

/** `protocol`, also as `session.defaultSession.protocol`. */
export const protocol: Pick<
  Electron.Protocol,
  'registerSchemesAsPrivileged' | 'handle' | 'unhandle' | 'isProtocolHandled'
> = guarded(
  {
    registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]): void => {
      if (app.isReady())
        throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
      for (const { scheme, privileges } of schemes) {
        if (!privileges?.standard || !privileges.secure)
          notImplemented('a scheme that is not both standard and secure')
        registerScheme(scheme)
      }
    },
    handle: (scheme: string, handler: Handler): void => {
      if (!isRegistered(scheme)) notImplemented(`protocol.handle('${scheme}'), which is not registered`)
      if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
      handlers.set(scheme, handler)
    },
    unhandle: (scheme: string): void => {
      if (!handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`)
    },
    isProtocolHandled: (scheme: string): boolean => handlers.has(scheme),
  },
  'protocol',
)

/** Answers a paused request to a registered scheme with the app's own handler, failures included. */
export async function serve(page: DevtoolsSession, { requestId, request }: Fields): Promise<void> {
  const url = toScheme(request.url)
  const handler = handlers.get(new URL(url).protocol.slice(0, -1))
  const response = await answer(handler, url, request).catch((error: unknown) => {
    console.error(`Error in the handler of ${url}:`, error)
    return undefined
  })
  if (response === undefined) {
    await page.send('Fetch.failRequest', { requestId, errorReason: 'Failed' })
    return
  }
  const body = Buffer.from(await response.arrayBuffer())
  await page.send('Fetch.fulfillRequest', {
    requestId,
    responseCode: response.status,
    responseHeaders: [...response.headers].map(([name, value]) => ({ name, value: toOriginsIn(value) })),
    body: body.toString('base64'),
  })
}

async function answer(
  handler: Handler | undefined,
  url: string,
  sent: Fields,
): Promise<Response | undefined> {
  const headers = new Headers()
  for (const [name, value] of Object.entries<string>(sent.headers)) headers.set(name, toScheme(value))
  const hasBody = sent.method !== 'GET' && sent.method !== 'HEAD' && sent.postData !== undefined
  const request = new Request(url, {
    method: sent.method,
    headers,
    ...(hasBody ? { body: sent.postData } : {}),
  })
  return handler?.(request)
}
