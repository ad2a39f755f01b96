import type { IpcMainInvokeEvent, WebContents } from 'electron'
import { expect, test } from 'vitest'
import { openIpcDoor } from '../../../src/main/electron/ipc-door.ts'
import { PAGE } from '../../../src/main/window/own-page.ts'
import { CALLS, callChannel } from '../../../src/shared/channels.ts'

const OURS = { url: `${PAGE}#/`, origin: 'watchfloor://console' }

interface Frame {
  readonly url: string
  readonly origin: string
}

function bench() {
  const handlers = new Map<string, (event: IpcMainInvokeEvent, input: unknown) => unknown>()
  const mainFrame = { ...OURS }
  const contents = { mainFrame } as unknown as WebContents
  const reported: unknown[] = []
  const close = openIpcDoor({
    ipcMain: {
      handle: (channel, handler) => void handlers.set(channel, handler),
      removeHandler: (channel) => void handlers.delete(channel),
    },
    contents: () => contents,
    router: async (name, input) => ({ ok: true, value: { name, input } }),
    report: (error) => reported.push(error),
  })
  const call = (senderFrame: Frame | null, sender: unknown = contents): unknown =>
    handlers.get(callChannel('start'))?.({ sender, senderFrame } as unknown as IpcMainInvokeEvent, { a: 1 })
  return { handlers, mainFrame, reported, close, call }
}

test('every call of the table has a handler, until the door closes', () => {
  const { handlers, close } = bench()
  expect([...handlers.keys()]).toEqual(CALLS.map(callChannel))
  close()
  expect(handlers.size).toBe(0)
})

test('the main frame of our window, on our page, is answered', async () => {
  const { call, mainFrame, reported } = bench()
  expect(await call(mainFrame)).toEqual({ ok: true, value: { name: 'start', input: { a: 1 } } })
  expect(reported).toEqual([])
})

test('a frame inside it, another window and a frame that is gone are refused, and it is told once', async () => {
  const { call, mainFrame, reported } = bench()
  const refused = { ok: false, reason: 'forbidden' }
  expect(await call({ ...OURS })).toMatchObject(refused)
  expect(await call(mainFrame, {})).toMatchObject(refused)
  expect(await call(null)).toMatchObject(refused)
  expect(reported).toHaveLength(1)
})

test.each([
  { url: 'https://elsewhere.example/', origin: 'https://elsewhere.example' },
  { url: OURS.url, origin: 'null' },
  { url: 'watchfloor://console.example/', origin: 'watchfloor://console.example' },
])('the main frame is refused while it shows %j', async (shown) => {
  const { call, mainFrame } = bench()
  Object.assign(mainFrame, shown)
  expect(await call(mainFrame)).toMatchObject({ ok: false, reason: 'forbidden' })
})
