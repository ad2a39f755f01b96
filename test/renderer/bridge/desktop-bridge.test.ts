import { expect, test, vi } from 'vitest'
import { createDesktopBridge, type WatchfloorApi } from '../../../src/renderer/bridge/desktop-bridge.ts'
import type { DesktopOnly } from '../../../src/shared/bridge.ts'
import type { DeskState } from '../../../src/shared/desk-state.ts'
import { deskState } from '../support/fake-desk.ts'

type Push = { readonly [Name in 'live' | 'desk' | 'inboxRows' | 'goTo']: (data: never) => void }

/** What the preload exposes, with calls that the test answers. */
function fakeApi(overrides: Partial<WatchfloorApi> = {}) {
  const order: string[] = []
  const push: Partial<Record<keyof Push, (data: never) => void>> = {}
  const on = (name: keyof Push) => (listener: (data: never) => void) => {
    order.push(`on ${name}`)
    push[name] = listener
    return () => {}
  }
  const base = {
    on: { live: on('live'), desk: on('desk'), inboxRows: on('inboxRows'), goTo: on('goTo') },
    start: async () => {
      order.push('start')
      return { ok: true, value: { desk: deskState(), goTo: '#/inbox' } }
    },
  }
  const api = new Proxy({ ...base, ...overrides } as unknown as WatchfloorApi, {
    get: (target, name) => Reflect.get(target, name) ?? (async () => Promise.reject(new Error('torn down'))),
  })
  return { api, order, push: push as Push }
}

const page = () => ({ reload: vi.fn(), after: () => () => {} })

async function begin(api: WatchfloorApi, on = page()) {
  const begun = await createDesktopBridge(api, on)
  if (!begun.ok) throw new Error(begun.message)
  return { bridge: begun.value, desktop: begun.value.desktop as DesktopOnly<never> }
}

const other: DeskState = deskState({ server: 'https://other.example.com' })

test('it listens before it says that it is there', async () => {
  const { api, order } = fakeApi()
  const { bridge } = await begin(api)
  expect(order).toEqual(['on live', 'on desk', 'on goTo', 'start'])
  expect(bridge).toMatchObject({ kind: 'desktop', server: 'https://watch.example.com' })
})

test('what was pushed before somebody listened is handed on, in order', async () => {
  const { api, push } = fakeApi()
  const { bridge } = await begin(api)
  const freshness = { state: 'connecting' }
  push.live({ push: 1, kind: 'freshness', freshness, server: null } as never)
  const onFreshness = vi.fn()
  bridge.connect({ onBoard: () => {}, onEvents: () => {}, onFreshness })
  expect(onFreshness).toHaveBeenCalledExactlyOnceWith(freshness)
})

test('the place that was asked for before the page was there is told once', async () => {
  const { api, push } = fakeApi()
  const { desktop } = await begin(api)
  const first = vi.fn()
  desktop.onGoTo(first)
  expect(first).toHaveBeenCalledExactlyOnceWith('#/inbox')
  push.goTo('#/alert/1' as never)
  expect(first).toHaveBeenLastCalledWith('#/alert/1')
  const second = vi.fn()
  desktop.onGoTo(second)
  expect(second).not.toHaveBeenCalled()
})

test('another server begins the page anew, once what is on its way to main has arrived', async () => {
  let stored: (value: unknown) => void = () => {}
  const { api, push } = fakeApi({
    changeSettings: async () => ({ ok: true, value: other.settings }),
    setToken: () => new Promise((resolve) => (stored = resolve as never)),
  })
  const on = page()
  const { desktop } = await begin(api, on)
  void desktop.changeSettings({ server: other.settings.server })
  void desktop.setToken('secret')
  push.desk(other as never)
  push.desk(deskState({ server: other.settings.server, name: 'Ana' }) as never)
  await expect.poll(() => desktop.desk.settings.name).toBe('Ana')
  expect(on.reload).not.toHaveBeenCalled()
  stored({ ok: true, value: 'stored' })
  await expect.poll(() => on.reload).toHaveBeenCalledOnce()
})

test('a change of anything else does not', async () => {
  const { api, push } = fakeApi()
  const on = page()
  const { desktop } = await begin(api, on)
  const told = vi.fn()
  desktop.onDesk(told)
  push.desk(deskState({ name: 'Ana' }) as never)
  expect(told).toHaveBeenCalledOnce()
  expect(on.reload).not.toHaveBeenCalled()
})

test('a call that breaks is a refusal', async () => {
  const { api } = fakeApi()
  const { bridge, desktop } = await begin(api)
  const refusal = { ok: false, reason: 'no_answer', message: 'This app did not answer: torn down' }
  expect(await bridge.request({ path: '/api/v2/stats' })).toEqual(refusal)
  expect(await desktop.seen([])).toEqual(refusal)
  const start = async () => Promise.reject(new Error('torn down'))
  expect(await createDesktopBridge(fakeApi({ start }).api, page())).toEqual(refusal)
})
