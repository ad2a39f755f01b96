import type { WorldBridge } from './world-bridge.ts'

/** What runs in the page's own world, before its scripts: receives what the preload exposes. */
export function mainWorld(bridge: WorldBridge): void {
  bridge.onMessage((name, value) => {
    Object.defineProperty(window, name, { value, enumerable: true, configurable: false, writable: false })
  })
  // Main alone decides about new windows, and the stand-in knows no other decision than to deny: as denied, so answered.
  window.open = (url = '', target = '_blank') => {
    bridge.send('window-open', { url: new URL(url, document.baseURI).href, target })
    return null
  }
}
