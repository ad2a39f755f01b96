import { Latencies } from '../measures/latencies.ts'
import { answerWith } from './asked-process.ts'
import { sharedMicros, stampOf } from './event-stamp.ts'
import { openTarget, type PublishTarget, type TargetOptions } from './publish-target.ts'

/** Publishes stamped events at a steady rate, a process of its own. */
const TICK_MS = 2

export interface Published {
  readonly count: number
  /** From when an event was due until it was sent, ms: how far the server kept the publisher waiting. */
  readonly latenessP99: number
}

let target: PublishTarget | undefined
let stopTicking = async (): Promise<void> => {}
let sent = 0
const lateness = new Latencies()

function begin(rate: number): void {
  const microsBetween = 1e6 / rate
  const began = sharedMicros()
  const before = sent
  let isSending = false
  let isOver = false
  const send = async (): Promise<void> => {
    isSending = true
    for (;;) {
      const now = sharedMicros()
      const due = Math.floor((now - began) / microsBetween) - (sent - before)
      if (due <= 0 || isOver) break
      const stamps: string[] = []
      for (let i = 0; i < Math.min(due, 500); i++) {
        lateness.add(now - (began + (sent - before) * microsBetween))
        stamps.push(stampOf(++sent, now))
      }
      await target?.publish(stamps)
    }
    isSending = false
  }
  const ticking = setInterval(() => {
    if (!isSending) void send()
  }, TICK_MS)
  stopTicking = async () => {
    isOver = true
    clearInterval(ticking)
    while (isSending) await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const questions = {
  aim: async (options: TargetOptions): Promise<void> => {
    target?.close()
    target = await openTarget(options)
    sent = 0
    lateness.clear()
  },
  begin: (rate: number): void => begin(rate),
  sent: (): number => sent,
  end: async (): Promise<Published> => {
    await stopTicking()
    const latenessP99 = lateness.quantile(0.99)
    lateness.clear()
    return { count: sent, latenessP99 }
  },
}
export type PublisherQuestions = typeof questions

answerWith(questions)
