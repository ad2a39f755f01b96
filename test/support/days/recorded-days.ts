import { MINUTE } from '../core/test-core.ts'

/** What senders say of one alert: that it fires, or that it is over. */
export interface Said {
  /** Milliseconds since midnight. */
  readonly at: number
  readonly labels: Readonly<Record<string, string>>
  readonly fires: boolean
}

/** A day as senders told it, and how soon the person on call presses Acknowledge on what is shown to them. */
export interface RecordedDay {
  readonly said: readonly Said[]
  /** Null when nobody is there. */
  readonly reaction: number | null
}

const HOUR = 60 * MINUTE
const SECOND = 1_000

/** A day with hardly anything in it: two criticals, four highs, a dozen of what only the badge tells. */
export const CALM: RecordedDay = {
  reaction: 6 * MINUTE,
  said: inOrder([
    once('CheckoutErrorRate', 'critical', 2 * HOUR + 7 * MINUTE, 18 * MINUTE),
    once('PaymentsDown', 'critical', 15 * HOUR + 41 * MINUTE, 52 * MINUTE),
    ...['QueueLag', 'SearchLatency', 'CertificateExpires', 'ReplicaBehind'].map((name, n) =>
      once(name, 'high', 4 * HOUR + n * 3 * HOUR + n * 11 * MINUTE, (20 + n * 13) * MINUTE),
    ),
    ...Array.from({ length: 12 }, (_, n) =>
      once(`Filling${n}`, n % 3 === 0 ? 'info' : 'warning', HOUR + n * 107 * MINUTE, (30 + n * 5) * MINUTE),
    ),
  ]),
}

/** Three alerts that come and go for six hours each, beside each other for a part of it. */
export const FLAPPING: RecordedDay = {
  reaction: 2 * MINUTE,
  said: inOrder([
    flaps('LinkDown', 'critical', 6 * HOUR, 6 * HOUR),
    flaps('QueueLag', 'high', 9 * HOUR, 6 * HOUR),
    flaps('DiskFilling', 'warning', 12 * HOUR, 6 * HOUR),
  ]),
}

/** A rack that goes down and takes 2,000 with it, and five criticals beside it within a minute and a half. */
export const STORM: RecordedDay = {
  reaction: 32 * MINUTE,
  said: inOrder([
    ...Array.from({ length: 2_000 }, (_, n) => ({
      ...once(`Target${n % 40}`, 'warning', 3 * HOUR + Math.floor(n / 20) * SECOND, 40 * MINUTE),
      more: { instance: `host-${n}`, service: `service-${n % 90}`, rack: n % 11 === 0 ? 'rack-3' : 'rack-7' },
    })),
    ...['PaymentsDown', 'CheckoutErrorRate', 'LoginDown', 'LedgerStuck', 'SearchDown'].map((name, n) =>
      once(name, 'critical', 3 * HOUR + 20 * SECOND + n * 17 * SECOND, 55 * MINUTE),
    ),
  ]),
}

interface Firing {
  readonly name: string
  readonly severity: string
  /** From when until when, in turn. */
  readonly turns: readonly (readonly [from: number, to: number])[]
  readonly more?: Readonly<Record<string, string>>
}

function once(name: string, severity: string, from: number, length: number): Firing {
  return { name, severity, turns: [[from, from + length]] }
}

/** Fires for half a minute to two, and is quiet for one to six, in turn: it changes, and is the same every day. */
function flaps(name: string, severity: string, from: number, length: number): Firing {
  const turns: [number, number][] = []
  for (let at = from, n = 0; at < from + length; n++) {
    const end = at + (30 + ((n * 37) % 90)) * SECOND
    turns.push([at, end])
    at = end + (60 + ((n * 83) % 300)) * SECOND
  }
  return { name, severity, turns }
}

function inOrder(firings: readonly Firing[]): readonly Said[] {
  return firings
    .flatMap(({ name, severity, turns, more }) => {
      const labels = { alertname: name, severity, cluster: 'eu-1', ...more }
      return turns.flatMap(([from, to]) => [
        { at: from, labels, fires: true },
        { at: to, labels, fires: false },
      ])
    })
    .toSorted((a, b) => a.at - b.at)
}
