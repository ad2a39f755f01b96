import { CLOSE_RESTART, type Page, type StreamFilter } from '@watchfloor/contract'
import { describe, expect, test } from 'vitest'
import { MemoryCore } from '../../support/stream/memory-log.ts'
import { askPage, sse, webSocket } from '../../support/stream/stream-clients.ts'
import { type StreamServer, startStreams } from '../../support/stream/stream-server.ts'
import { until } from '../../support/until.ts'

/** Five events that were there before the streaming edge, so that it has to read them. */
async function fiveEvents(): Promise<{ readonly core: MemoryCore; readonly server: StreamServer }> {
  const core = new MemoryCore()
  core.memory.publish(5)
  return { core, server: await startStreams({ core }) }
}

/** Of the first events the sixth passes, and the thirteenth. */
const SELDOM: StreamFilter = { types: ['silence_created'] }

const cursorsOf = (events: readonly { readonly epoch: string; readonly sequence: number }[]) =>
  events.map(({ epoch, sequence }) => `${epoch}.${sequence}`)

async function poll({ url }: StreamServer, cursor: string, wait = 0): Promise<Page> {
  const response = await fetch(`${url}/api/v2/events?cursor=${cursor}&wait=${wait}`)
  expect(response.status).toBe(200)
  return (await response.json()) as Page
}

describe.for([sse, webSocket])('$name', ({ open }) => {
  test('S16: whoever was written what the log lost hears a reset, and whoever stands before that goes on without a word', async () => {
    const { core, server } = await fiveEvents()
    const ahead = open(server.url, { cursor: 'e1.5' })
    await ahead.untilControl('hello')
    const gate = Promise.withResolvers<void>()
    core.memory.gate = gate.promise
    const behind = open(server.url, { cursor: 'e1.2' })
    await behind.untilControl('hello')
    // It reads, and what it will be given is of the log as it was.
    core.memory.loseAfter(3, 'e2')
    gate.resolve()
    expect(await ahead.untilControl('reset')).toMatchObject({ reason: 'future', head: 'e2.3' })
    core.memory.publish(2)
    await ahead.until(({ events }) => events.length === 2)
    await behind.until(({ events }) => events.length === 3)
    expect(cursorsOf(ahead.events)).toEqual(['e2.4', 'e2.5'])
    expect(cursorsOf(behind.events)).toEqual(['e1.3', 'e2.4', 'e2.5'])
    expect(behind.controls.map(({ control }) => control)).not.toContain('reset')
  })

  test('S16: what was cut of the log as it was is handed to nobody who comes later', async () => {
    const { core, server } = await fiveEvents()
    const before = open(server.url, { cursor: 'e1.2' })
    await before.until(({ events }) => events.length === 3)
    core.memory.loseAfter(3, 'e2')
    core.memory.publish(2)
    const after = open(server.url, { cursor: 'e1.2' })
    await after.until(({ events }) => events.length === 3)
    expect(cursorsOf(after.events)).toEqual(['e1.3', 'e2.4', 'e2.5'])
  })

  test('S16: a live stream is delivered nothing of what was being cut when the log turned', async () => {
    const { core, server } = await fiveEvents()
    const client = open(server.url, { cursor: 'e1.5' })
    await client.untilControl('hello')
    core.memory.publish(2)
    core.memory.loseAfter(6, 'e2')
    core.memory.publish(1)
    await client.until(({ events }) => events.some(({ epoch }) => epoch === 'e2'))
    const [last] = cursorsOf(client.events.slice(-1))
    // What it was not written yet it does not get; what it was written is taken back by a reset.
    expect(last).toBe('e2.7')
    const wasShown = cursorsOf(client.events).includes('e1.7')
    expect(client.controls.some(({ control }) => control === 'reset')).toBe(wasShown)
  })

  test('S15, S16: what a filter kept back is no place where its client stands: losing it is no reset, and the next event comes after what was told', async () => {
    const { core, server } = await fiveEvents()
    const client = open(server.url, { cursor: 'e1.5', filter: SELDOM })
    core.memory.publish(3)
    await until('it to be read on', () => server.streaming.connections()[0]?.cursor === 'e1.8' || undefined)
    core.memory.loseAfter(7, 'e2')
    core.memory.publish(6)
    await client.until(({ events }) => events.length === 2)
    expect(cursorsOf(client.events)).toEqual(['e1.6', 'e2.13'])
    expect(client.events.map(({ prev }) => prev)).toEqual([5, 6])
    expect(client.controls.map(({ control }) => control)).not.toContain('reset')
  })

  test('S16: a cursor that another server gave a moment ago is looked for before it is judged', async () => {
    const { core, server } = await fiveEvents()
    core.memory.catchUp = async () => {
      core.memory.newTerm('e2')
      core.memory.publish(3)
      return true
    }
    const client = open(server.url, { cursor: 'e2.7' })
    await client.until(({ events }) => events.length === 1)
    expect(cursorsOf(client.events)).toEqual(['e2.8'])
    expect(client.controls.map(({ control }) => control)).not.toContain('reset')
  })

  test('S16: a server that cannot learn what others did judges no cursor by that', async () => {
    const { core, server } = await fiveEvents()
    core.memory.catchUp = async () => false
    const client = open(server.url, { cursor: 'e1.7' })
    expect([CLOSE_RESTART.toString(), 'end']).toContain(await client.ended)
    expect(client.controls.map(({ control }) => control)).not.toContain('reset')
    // What it knows it goes on from.
    const other = open(server.url, { cursor: 'e1.4' })
    await other.until(({ events }) => events.length === 1)
  })
})

describe('polling', () => {
  const waits = async ({ memory }: MemoryCore): Promise<void> => {
    await until('the poll to have read', () => memory.reads > 0 || undefined)
    await new Promise((resolve) => setImmediate(resolve))
    memory.reads = 0
  }

  test('S16: a poll that waits hears of the reset when what it had is lost, and goes on waiting when it is not', async () => {
    const { core, server } = await fiveEvents()
    const kept = poll(server, 'e1.5', 20)
    await waits(core)
    core.memory.loseAfter(5, 'e2')
    await waits(core)
    core.memory.publish(1)
    expect(await kept).toMatchObject({ cursor: 'e2.6', events: [{ sequence: 6 }, {}] })
    const lost = poll(server, 'e2.6', 20)
    await waits(core)
    core.memory.loseAfter(3, 'e3')
    expect(await lost).toMatchObject({ cursor: 'e3.3', reset: { reason: 'future' }, events: [] })
  })

  test('S15, S16: a poll that waits is judged by the cursor that it came with, not by what its filter kept back', async () => {
    const { core, server } = await fiveEvents()
    core.memory.publish(3)
    const page = askPage(server.url, { cursor: 'e1.6', filter: SELDOM }, { wait: 20 })
    await waits(core)
    core.memory.loseAfter(7, 'e2')
    core.memory.publish(6)
    expect(await page).toMatchObject({ cursor: 'e2.13', events: [{ sequence: 13, prev: 6 }] })
  })

  test('S16: a cursor that another server gave is looked for, and is not judged by a server that cannot', async () => {
    const { core, server } = await fiveEvents()
    core.memory.catchUp = async () => {
      core.memory.publish(3)
      return true
    }
    const page = await poll(server, 'e1.7')
    expect(page).toMatchObject({ cursor: 'e1.8' })
    expect(page.reset).toBeUndefined()
    core.memory.catchUp = async () => false
    const refused = await fetch(`${server.url}/api/v2/events?cursor=e1.99`)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
  })
})
