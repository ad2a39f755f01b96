// Run with `node --experimental-eventsource`: Node's own EventSource, which is undici's and parses by itself.

/** One event, as a line of JSON. */
export interface Printed {
  readonly type: string
  readonly id: string
  readonly data: string
}

interface Message {
  readonly type: string
  readonly lastEventId: string
  readonly data: string
}

declare const EventSource: new (
  url: string,
) => { addEventListener(type: string, hear: (message: Message) => void): void }

const [url] = process.argv.slice(2)
if (url !== undefined) {
  const source = new EventSource(url)
  for (const name of ['message', 'hello', 'heartbeat', 'reset', 'drain']) {
    source.addEventListener(name, ({ type, lastEventId, data }) => {
      const printed: Printed = { type, id: lastEventId, data }
      process.stdout.write(`${JSON.stringify(printed)}\n`)
    })
  }
  // A parent that is gone listens no more.
  process.stdout.on('error', () => process.exit())
}
