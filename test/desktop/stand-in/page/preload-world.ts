import type { Codec } from './codec.ts'
import type { WorldBridge } from './world-bridge.ts'

/** From the page to main. */
export type ToMain =
  | { readonly kind: 'send'; readonly channel: string; readonly args: readonly unknown[] }
  | {
      readonly kind: 'invoke'
      readonly call: number
      readonly channel: string
      readonly args: readonly unknown[]
    }
  | { readonly kind: 'window-open'; readonly url: string; readonly target: string }
  | { readonly kind: 'navigate'; readonly url: string }

/** From main to the page. */
export type ToPage =
  | { readonly kind: 'message'; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'result'; readonly call: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly call: number; readonly text: string }

export interface PreloadOptions {
  /** The names under which main listens and calls. */
  readonly post: string
  readonly receive: string
  readonly process: object
  /** The preload, as a CommonJS module; undefined when the window has none. */
  readonly run:
    | ((
        require: (name: string) => unknown,
        module: { exports: object },
        exports: object,
        process: object,
      ) => void)
    | undefined
}

/** What runs in the preload's world: Electron's renderer calls, and then the preload itself. */
export function preloadWorld(bridge: WorldBridge, codec: Codec, options: PreloadOptions): void {
  type Listener = (event: object, ...args: readonly unknown[]) => void
  const world = globalThis as unknown as Record<string, (text: string) => void>
  const send = (message: ToMain): void => world[options.post]?.(codec.encode(message))
  const calls = new Map<number, PromiseWithResolvers<unknown> & { readonly channel: string }>()
  const listeners = new Map<string, { readonly listener: Listener; readonly original: Listener }[]>()
  let lastCall = 0

  const missing = <T extends object>(target: T, name: string): T =>
    new Proxy(target, {
      get: (object, key, receiver) =>
        typeof key === 'symbol' || key in object || key === 'then'
          ? Reflect.get(object, key, receiver)
          : () => {
              throw new Error(`stand-in: ${name}.${key} is not implemented`)
            },
    })

  const add = (channel: string, listener: Listener, original: Listener): void => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, original }])
  }
  const off = (channel: string, listener: Listener): object => {
    const kept = [...(listeners.get(channel) ?? [])]
    const at = kept.findLastIndex(({ original }) => original === listener)
    if (at >= 0) kept.splice(at, 1)
    listeners.set(channel, kept)
    return ipcRenderer
  }
  const on = (channel: string, listener: Listener): object => {
    add(channel, listener, listener)
    return ipcRenderer
  }
  const ipcRenderer = missing(
    {
      on,
      off,
      addListener: on,
      removeListener: off,
      once: (channel: string, listener: Listener): object => {
        const one: Listener = (...args) => {
          off(channel, listener)
          listener(...args)
        }
        add(channel, one, listener)
        return ipcRenderer
      },
      removeAllListeners: (channel?: string): object => {
        if (channel === undefined) listeners.clear()
        else listeners.delete(channel)
        return ipcRenderer
      },
      send: (channel: string, ...args: readonly unknown[]): void => send({ kind: 'send', channel, args }),
      invoke: async (channel: string, ...args: readonly unknown[]): Promise<unknown> => {
        const call = ++lastCall
        send({ kind: 'invoke', call, channel, args })
        const waiting = { ...Promise.withResolvers<unknown>(), channel }
        calls.set(call, waiting)
        return waiting.promise
      },
    },
    'ipcRenderer',
  )

  const take = (message: ToPage): void => {
    if (message.kind === 'message') {
      for (const { listener } of listeners.get(message.channel) ?? [])
        listener({ sender: ipcRenderer, senderId: 0, ports: [] }, ...message.args)
      return
    }
    const call = calls.get(message.call)
    calls.delete(message.call)
    if (message.kind === 'result') call?.resolve(message.value)
    else call?.reject(new Error(`Error invoking remote method '${call.channel}': ${message.text}`))
  }
  world[options.receive] = (text) => take(codec.decode(text) as ToPage)

  const contextBridge = missing(
    {
      exposeInMainWorld: (name: string, api: unknown): void => {
        if (exposed.has(name))
          throw new Error('Cannot bind an API on top of an existing property on the window object')
        exposed.add(name)
        bridge.send(name, api)
      },
    },
    'contextBridge',
  )
  const exposed = new Set<string>()

  bridge.onMessage((name, value) => {
    if (name === 'window-open') send({ kind: name, ...(value as { url: string; target: string }) })
  })

  /** Where Chromium loads from; everything else it would hand to other programs, the app's own scheme too. */
  const isLoaded = (url: string): boolean => /^(https?|file|javascript):/.test(url)

  /** Links that want a window of their own, or that a person opens in one; and those that Chromium cannot follow. */
  const click = (event: MouseEvent): void => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement)
    const isAside = event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey
    if (link === undefined || link.href === '' || event.defaultPrevented || event.button > 1) return
    const wantsWindow = isAside || /^(_blank|[^_].*)$/.test(link.target)
    if (!wantsWindow && isLoaded(link.href)) return
    event.preventDefault()
    if (wantsWindow) send({ kind: 'window-open', url: link.href, target: link.target })
    else send({ kind: 'navigate', url: link.href })
  }
  window.addEventListener('click', click)
  window.addEventListener('auxclick', click)
  navigation.addEventListener('navigate', (event) => {
    const { url, sameDocument } = event.destination
    if (sameDocument || isLoaded(url) || !event.cancelable) return
    event.preventDefault()
    send({ kind: 'navigate', url })
  })

  const electron = { contextBridge, ipcRenderer, webFrame: missing({}, 'webFrame') }
  const require = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer') return electron
    throw new Error(`module not found: ${name}`)
  }
  const module = { exports: {} }
  options.run?.(require, module, module.exports, options.process)
}
