import type { Fetch, Platform, SocketConstructor } from './platform.ts'

/** The globals that a platform is made of: `globalThis` in Node, Electron and browsers. */
export interface Globals {
  readonly fetch: Fetch
  readonly WebSocket?: SocketConstructor | undefined
  readonly performance: { readonly now: () => number }
  readonly Date: { readonly now: () => number }
  readonly Math: { readonly random: () => number }
  readonly setTimeout: (run: () => void, milliseconds: number) => unknown
  readonly clearTimeout: (timer: never) => void
  /** Where there is one (Node), it is the cheaper way to a later turn. */
  readonly setImmediate?: ((run: () => void) => unknown) | undefined
  /** What its ports can do is declared differently for Node and for browsers. */
  readonly MessageChannel: new () => { readonly port1: object; readonly port2: object }
}

interface Channel {
  readonly port1: { onmessage: (() => void) | null; close(): void }
  readonly port2: { postMessage(message: unknown): void }
}

/** The platform of these globals; give other parts (Electron's `net.fetch`, `ws`) by spreading over it. */
export function systemPlatform(globals: Globals): Platform {
  return {
    fetch: (url, init) => globals.fetch(url, init),
    WebSocket: globals.WebSocket,
    clock: { now: () => globals.Date.now(), monotonic: () => globals.performance.now() },
    timers: {
      after: (milliseconds, run) => {
        const timer = globals.setTimeout(run, milliseconds)
        return () => globals.clearTimeout(timer as never)
      },
      // Neither an immediate nor a message is throttled in a hidden page, as a timer would be.
      soon: (run) => {
        if (globals.setImmediate !== undefined) {
          globals.setImmediate(run)
          return
        }
        const { port1, port2 } = new globals.MessageChannel() as Channel
        port1.onmessage = () => {
          port1.close()
          run()
        }
        port2.postMessage(null)
      },
    },
    random: () => globals.Math.random(),
  }
}
