import { EventEmitter } from 'node:events'
import type { App } from 'electron'
import { expect, test } from 'vitest'
import { installQuitting } from '../../../src/main/electron/quitting.ts'

/** Electron's order of a quit, and what happened in it; `stop` ends when the test says so. */
function quittingApp() {
  const happened: string[] = []
  const events = new EventEmitter()
  const stopped = Promise.withResolvers<void>()
  const late: (() => void)[] = []
  const app = {
    on: (name: string, listener: (...args: unknown[]) => void) => events.on(name, listener),
    quit: () => {
      events.emit('before-quit')
      let isRefused = false
      events.emit('will-quit', { preventDefault: () => (isRefused = true) })
      if (!isRefused) happened.push('quit')
    },
    exit: (code: number) => void happened.push(`exit ${code}`),
  }
  const quitting = installQuitting({
    app: app as unknown as App,
    signals: { on: () => process },
    stop: () => {
      happened.push('stop')
      return stopped.promise
    },
    after: (_, run) => {
      late.push(run)
      return () => {}
    },
  })
  return { quitting, happened, stopped, late }
}

test('what is to run last does so when all is written down, and then the app ends', async () => {
  const { quitting, happened, stopped } = quittingApp()
  quitting.quitThen(() => void happened.push('last'))
  expect(quitting.isQuitting()).toBe(true)
  expect(happened).toEqual(['stop'])
  stopped.resolve()
  await expect.poll(() => happened).toEqual(['stop', 'last', 'exit 0'])
})

test('a disk that stands still delays it, and no longer than that; nothing is done twice', async () => {
  const { quitting, happened, stopped, late } = quittingApp()
  quitting.quitThen(() => void happened.push('last'))
  late[0]?.()
  stopped.resolve()
  await new Promise(setImmediate)
  expect(happened).toEqual(['stop', 'last', 'exit 0'])
})
