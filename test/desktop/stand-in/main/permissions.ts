import type { DevtoolsSession } from '../chromium/devtools.ts'
import { engine } from './engine.ts'
import { toOrigin } from './scheme-origins.ts'
import { permissionHandlers } from './session.ts'
import type { WebContents } from './web-contents.ts'

/** Electron's names, and Chromium's for the same. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  'clipboard-read': 'clipboard-read',
  'clipboard-sanitized-write': 'clipboard-write',
  geolocation: 'geolocation',
  media: 'camera',
  midi: 'midi',
  notifications: 'notifications',
}

/**
 * Chromium asks nobody from outside when a page wants something, so the app is asked before: its check handler, and,
 * where that allows it, its request handler. As in Electron, what has no handler is granted.
 */
export async function settlePermissions(contents: WebContents, url: string): Promise<void> {
  const { browser } = engine('permissions').chromium.devtools
  const origin = new URL(toOrigin(url)).origin
  if (origin === 'null') return
  const settled = Object.entries(PERMISSIONS).map(async ([name, chromium]) => {
    const setting = (await isGranted(contents, name, url)) ? 'granted' : 'denied'
    await setPermission(browser, chromium, setting, origin)
  })
  await Promise.all(settled)
}

async function setPermission(
  browser: DevtoolsSession,
  name: string,
  setting: 'granted' | 'denied',
  origin: string,
): Promise<void> {
  await browser.send('Browser.setPermission', { permission: { name }, setting, origin })
}

async function isGranted(contents: WebContents, name: string, url: string): Promise<boolean> {
  const { request, check } = permissionHandlers()
  const origin = /^[^:]+:\/\/[^/]+/.exec(url)?.[0] ?? url
  const asked = [contents, name, `${origin}/`] as unknown as Parameters<NonNullable<typeof check>>
  const details = { requestingUrl: url, isMainFrame: true, securityOrigin: `${origin}/` }
  if (check && !check(asked[0], asked[1], asked[2], details as Parameters<typeof check>[3])) return false
  if (!request) return true
  return new Promise((resolve) => {
    const given = [contents, name] as unknown as Parameters<typeof request>
    request(given[0], given[1], resolve, details as Parameters<typeof request>[3])
  })
}
