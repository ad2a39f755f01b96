import { systemPlatform } from '@watchfloor/client'
import { expect, test } from 'vitest'

test('the globals of Node are a platform', async () => {
  const platform = systemPlatform(globalThis)
  const order: string[] = []
  await new Promise<void>((resolve) => {
    platform.timers.soon(() => {
      order.push('soon')
      resolve()
    })
    order.push('now')
  })
  const cancel = platform.timers.after(60_000, () => order.push('never'))
  cancel()
  cancel()
  expect(order).toEqual(['now', 'soon'])
})

test('where there are no immediates, a message brings the later turn and leaves nothing open', async () => {
  const { setImmediate: _none, ...browser } = {
    fetch,
    performance,
    Date,
    Math,
    setTimeout,
    clearTimeout,
    MessageChannel,
    setImmediate,
  }
  let ran = false
  await new Promise<void>((resolve) => {
    systemPlatform(browser).timers.soon(() => {
      ran = true
      resolve()
    })
    expect(ran).toBe(false)
  })
  expect(ran).toBe(true)
})
