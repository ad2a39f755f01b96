import type { FastifyReply } from 'fastify'
import type { Timers } from '../../ground/clock.ts'

/** How long one request may wait in all, and its end when the client leaves. */
export class Patience {
  readonly #reply: FastifyReply
  #isOver: boolean
  #wake: (() => void) | undefined
  readonly #cancel: () => void
  /** It is over now. */
  readonly expire = (): void => {
    this.#isOver = true
    this.#wake?.()
  }

  constructor(reply: FastifyReply, timers: Timers, waitMs: number) {
    this.#reply = reply
    this.#isOver = waitMs === 0
    this.#cancel = waitMs === 0 ? () => {} : timers.after(waitMs, this.expire)
    reply.raw.once('close', this.expire)
  }

  isOver(): boolean {
    return this.#isOver
  }

  /** Waits until woken or over. */
  async wait(listen: (wake: () => void) => () => void): Promise<void> {
    if (this.#isOver) return
    let stop = (): void => {}
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      stop = listen(resolve)
    })
    stop()
  }

  end(): void {
    this.#cancel()
    this.#reply.raw.off('close', this.expire)
  }
}
