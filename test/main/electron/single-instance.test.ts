import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { claimInstance, type SingleInstanceOptions } from '../../../src/main/electron/single-instance.ts'

function bench(args: readonly string[] = [], isFirst = true) {
  const done: string[] = []
  const app = Object.assign(new EventEmitter(), {
    requestSingleInstanceLock: () => isFirst,
    exit: () => done.push('exit'),
  })
  const instance = claimInstance({ app: app as unknown as SingleInstanceOptions['app'], args })
  const begin = (isHidden?: boolean): void =>
    instance?.begin((hash) => done.push(`open ${hash ?? ''}`), isHidden)
  const again = (...argv: string[]): unknown =>
    app.emit('second-instance', {}, ['/app', ...argv], '/', undefined)
  return { app, instance, begin, again, done }
}

test('who comes second ends before doing anything', () => {
  const { instance, app, done } = bench([], false)
  expect(instance).toBe(null)
  expect(done).toEqual(['exit'])
  expect(app.eventNames()).toEqual([])
})

test.each([
  [[], 'open '],
  [['watchfloor://inbox'], 'open #/inbox'],
  [['--hidden', 'watchfloor://inbox'], 'open #/inbox'],
])('a start with %j shows %s', (args, expected) => {
  const { begin, done } = bench(args)
  begin()
  expect(done).toEqual([expected])
})

test('a hidden start shows nothing until the app is started again', () => {
  const { begin, again, app, done } = bench(['--hidden'])
  begin()
  again('--hidden')
  expect(done).toEqual([])
  again()
  again('watchfloor://alert/0123456789abcdef')
  again('watchfloor://anything/else')
  app.emit('activate')
  const nowhere = 'open #/nowhere?link=watchfloor%3A%2F%2Fanything%2Felse'
  expect(done).toEqual(['open ', 'open #/alert/0123456789abcdef', nowhere, 'open '])
})

test('what is asked for while the app starts is shown once it can be', () => {
  const hidden = bench(['--hidden'])
  hidden.again('--hidden')
  hidden.again('watchfloor://inbox')
  hidden.again()
  hidden.begin()
  expect(hidden.done).toEqual(['open #/inbox'])
  const linked = bench(['watchfloor://inbox'])
  linked.again()
  linked.begin()
  expect(linked.done).toEqual(['open #/inbox'])
})

test('a start by the system shows nothing, and a link all the same', () => {
  const hidden = bench()
  hidden.begin(true)
  expect(hidden.done).toEqual([])
  const linked = bench(['watchfloor://inbox'])
  linked.begin(true)
  expect(linked.done).toEqual(['open #/inbox'])
})

test('what the other one sent along counts more than arguments that Chromium reordered', () => {
  const { begin, app, done } = bench(['--hidden'])
  begin()
  app.emit('second-instance', {}, ['/app'], '/', { args: ['watchfloor://inbox', 7] })
  app.emit('second-instance', {}, ['/app', 'watchfloor://board'], '/', 'odd')
  expect(done).toEqual(['open #/inbox', 'open #/'])
})

test('on macOS a link may come before the app is ready', () => {
  const { begin, app, done } = bench(['--hidden'])
  const follow = (url: string): unknown => app.emit('open-url', { preventDefault: () => {} }, url)
  follow('watchfloor://inbox')
  follow('https://watch.example.com/')
  begin()
  follow('watchfloor://board')
  expect(done).toEqual(['open #/inbox', 'open #/'])
})
