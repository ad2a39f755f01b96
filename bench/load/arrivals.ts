import { connect, type Socket } from 'node:net'
import { answerWith } from './asked-process.ts'
import { MARK_BYTES, microsAt, numberAt, STAMP_BYTES, sharedMicros } from './event-stamp.ts'
import { dialogueOf } from './reader-kinds.ts'

/** One reader at each of a few servers, in one process, so that what each got can be compared event by event. */
interface Arrivals {
  readonly socket: Socket
  /** By the number of the event, µs since it was sent. */
  readonly ages: Map<number, number>
}

let readers: readonly Arrivals[] = []

function open(port: number): Promise<Arrivals> {
  const { opening, steps } = dialogueOf('sse')
  const ages = new Map<number, number>()
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let rest: Buffer = Buffer.alloc(0)
  return new Promise((resolve, reject) => {
    socket.once('error', reject).once('connect', () => socket.write(opening))
    socket.once('close', () => reject(new Error('closed before it was greeted')))
    socket.on('data', (chunk: Buffer) => {
      const now = sharedMicros()
      const bytes = Buffer.concat([rest, chunk])
      if (bytes.includes(steps[0]?.[0] ?? '')) resolve({ socket, ages })
      let from = 0
      for (;;) {
        const at = bytes.indexOf(MARK_BYTES[0], from)
        if (at === -1 || at + STAMP_BYTES > bytes.length) {
          rest = Buffer.from(at === -1 ? bytes.subarray(bytes.length) : bytes.subarray(at))
          return
        }
        from = at + 1
        if (bytes[from] === MARK_BYTES[1]) ages.set(numberAt(bytes, at), now - microsAt(bytes, at))
      }
    })
  })
}

const questions = {
  open: async (ports: readonly number[]): Promise<void> => {
    readers = await Promise.all(ports.map(open))
  },
  /** Ages by event and reader, µs, of events that all of them have; what was told is forgotten. */
  take: (): readonly (readonly number[])[] => {
    const [first, ...others] = readers
    const all: number[][] = []
    for (const [number, age] of first?.ages ?? []) {
      const row = [age, ...others.map(({ ages }) => ages.get(number) ?? Number.NaN)]
      if (row.some(Number.isNaN)) continue
      all.push(row)
      for (const { ages } of readers) ages.delete(number)
    }
    return all
  },
  close: (): void => {
    for (const { socket } of readers) socket.destroy()
    readers = []
  },
}
export type ArrivalsQuestions = typeof questions

answerWith(questions)
