import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { createExternalDoor } from '../../../src/main/electron/external-door.ts'
import { installWebGuards, type WebGuardsOptions } from '../../../src/main/electron/web-guards.ts'

type Handler = (...args: unknown[]) => unknown

class FakeContents extends EventEmitter {
  opens: Handler = () => undefined
  readonly setWindowOpenHandler = (handler: Handler): void => {
    this.opens = handler
  }
}

function bench() {
  const app = new EventEmitter()
  const opened: string[] = []
  let requests: Handler = () => undefined
  let checks: Handler = () => undefined
  const session = {
    setPermissionRequestHandler: (handler: Handler) => {
      requests = handler
    },
    setPermissionCheckHandler: (handler: Handler) => {
      checks = handler
    },
  }
  const options = { app, session, openOutside: (url: string) => opened.push(url) }
  installWebGuards(options as unknown as WebGuardsOptions)
  const contents = new FakeContents()
  app.emit('web-contents-created', {}, contents)
  const isRefused = (event: string, details: object = {}): boolean => {
    let isPrevented = false
    contents.emit(event, {
      ...details,
      preventDefault: () => {
        isPrevented = true
      },
    })
    return isPrevented
  }
  const isGranted = (permission: string, requestingUrl: string): boolean => {
    let isAnswered = false
    requests({}, permission, (granted: boolean) => (isAnswered = granted), { requestingUrl })
    expect(checks({}, permission, new URL('/', requestingUrl).href)).toBe(isAnswered)
    return isAnswered
  }
  return { contents, opened, isRefused, isGranted }
}

test.each(['will-navigate', 'will-frame-navigate'])('%s goes nowhere but to our own page', (event) => {
  const { isRefused } = bench()
  expect(isRefused(event, { url: 'watchfloor://console/index.html', isMainFrame: true })).toBe(false)
  expect(isRefused(event, { url: 'watchfloor://console/index.html', isMainFrame: false })).toBe(true)
  expect(isRefused(event, { url: 'https://elsewhere.example/', isMainFrame: true })).toBe(true)
  expect(isRefused(event, { url: 'watchfloor://console.example/', isMainFrame: true })).toBe(true)
})

test.each(['will-redirect', 'will-attach-webview'])('%s never happens', (event) => {
  expect(bench().isRefused(event, { url: 'watchfloor://console/', isMainFrame: true })).toBe(true)
})

test('no window opens; its address goes to the door outside', () => {
  const { contents, opened } = bench()
  expect(contents.opens({ url: 'https://runbooks.example.com/' })).toEqual({ action: 'deny' })
  expect(opened).toEqual(['https://runbooks.example.com/'])
})

test('a page may copy, and nothing else', () => {
  const { isGranted } = bench()
  expect(isGranted('clipboard-sanitized-write', 'watchfloor://console/index.html')).toBe(true)
  expect(isGranted('clipboard-sanitized-write', 'https://elsewhere.example/')).toBe(false)
  for (const permission of ['clipboard-read', 'notifications', 'geolocation', 'media', 'openExternal'])
    expect(isGranted(permission, 'watchfloor://console/index.html')).toBe(false)
})

test('the door outside opens what a browser may be given, and reports the rest', async () => {
  const opened: string[] = []
  const reported: unknown[] = []
  const openExternal = async (url: string): Promise<void> => {
    opened.push(url)
    if (url.includes('broken')) throw new Error('no browser')
  }
  const open = createExternalDoor({ shell: { openExternal }, report: (error) => reported.push(error) })
  open('https://runbooks.example.com/a')
  open('file:///etc/passwd')
  open('https://broken.example/')
  await Promise.resolve()
  expect(opened).toEqual(['https://runbooks.example.com/a', 'https://broken.example/'])
  await expect
    .poll(() => reported.map(String))
    .toEqual([expect.stringContaining('file:'), 'Error: no browser'])
})
