import type { Core } from '../core/core.ts'
import type { Clock, Timers } from '../ground/clock.ts'
import type { Logger } from '../ground/logger.ts'
import { linkTo } from '../silences/upstream-links.ts'
import type { Cause } from './causes.ts'
import { keepLinks, keepWaiting, pendingFor } from './keep-links.ts'
import { type Taking, takeOver } from './take-over.ts'
import type { TheirSilence } from './their-silence.ts'
import type { Upstream } from './upstream.ts'
import type { Asked, UpstreamClient } from './upstream-client.ts'
import { writeCopy } from './write-copy.ts'

export interface WatchParts {
  readonly upstream: Upstream
  readonly client: UpstreamClient
  readonly core: Taking & Pick<Core, 'silence'>
  /** Is this the server that looks at upstreams, of those that share a store? */
  readonly isOurs: () => boolean
  /** Has the one that does look, and resolves when what it found is here. */
  readonly lookThere: (upstream: string) => Promise<void>
  /** The request by which a silence was last changed, where it is known. */
  readonly causeOf: (silence: string) => Cause | undefined
  /** Time between two looks. */
  readonly poll: number
  readonly clock: Clock
  readonly timers: Timers
  /** 0 to 1. */
  readonly random: () => number
  readonly logger: Logger
  readonly onFailed: (error: unknown) => void
}

/** The longest time between two attempts to reach an upstream that is away. */
const LONGEST_WAIT_MS = 60_000

/**
 * One upstream: looks at its silences again and again, takes them over, and writes ours there. One thing at a time, so
 * that a list is never older than what was written.
 */
export class UpstreamWatch {
  readonly #parts: WatchParts
  #chain: Promise<void> = Promise.resolve()
  #stopTimer: () => void = () => {}
  #waitingLook: Promise<void> | undefined
  #failures = 0
  #closed = false
  /** Why it is not reached; undefined while it is, and before the first attempt. */
  #error: string | undefined
  #wasReached = false
  #theirs: readonly TheirSilence[] = []
  /** Why some of its silences do not stand here, by their ids. */
  #leftOut: ReadonlyMap<string, string> = new Map()
  /** Has anything here changed since both sides were last compared? */
  #differs = true

  constructor(parts: WatchParts) {
    this.#parts = parts
  }

  get upstream(): Upstream {
    return this.#parts.upstream
  }

  get client(): UpstreamClient {
    return this.#parts.client
  }

  get error(): string | undefined {
    return this.#error
  }

  /** Was its list taken over since the start? */
  get wasReached(): boolean {
    return this.#wasReached
  }

  get leftOut(): ReadonlyMap<string, string> {
    return this.#leftOut
  }

  /** Silences here have changed. */
  touch(): void {
    this.#differs = true
  }

  /**
   * Looks at once, then again and again. Resolves when this look is over. Another server's look is as good: it is one
   * thing after the other there, too.
   */
  look(): Promise<void> {
    if (!this.#parts.isOurs()) return this.#parts.lookThere(this.upstream.name)
    // Whoever asks while a look waits its turn is answered by that one.
    this.#waitingLook ??= this.#queue(() => {
      this.#waitingLook = undefined
      return this.#cycle()
    })
    return this.#waitingLook
  }

  /** Writes one silence at once, if there is anything to write. */
  write(id: string): Promise<void> {
    if (!this.#parts.isOurs()) return Promise.resolve()
    if (!this.#isKnown) return this.look()
    return this.#queue(() => (this.#isKnown ? this.#writeOne(id) : this.#cycle()))
  }

  /** This server looks at upstreams no more: it knows nothing of this one, and says nothing. */
  rest(): void {
    this.#stopTimer()
    this.#wasReached = false
    this.#error = undefined
    this.#failures = 0
    this.#leftOut = new Map()
    this.#differs = true
  }

  /** Before anything is written it must be known what is there: a copy may have been made whose answer never came. */
  get #isKnown(): boolean {
    return this.#wasReached && this.#error === undefined
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stopTimer()
    this.#parts.client.close()
    await this.#chain
  }

  #queue(task: () => Promise<unknown>): Promise<void> {
    this.#chain = this.#chain
      .then(() => (this.#closed ? undefined : task()))
      .then(
        () => {},
        (error: unknown) => this.#parts.onFailed(error),
      )
    return this.#chain
  }

  async #cycle(): Promise<void> {
    const { timers, poll, random, isOurs } = this.#parts
    this.#stopTimer()
    if (!isOurs()) return
    try {
      if (await this.#mirror()) await this.#writeAll()
      else if (this.#error !== undefined) await keepWaiting(this.#parts.core, this.upstream.name, this.#error)
    } finally {
      if (!this.#closed && isOurs()) {
        const wait = Math.min(Math.max(poll, LONGEST_WAIT_MS), poll * 2 ** Math.min(this.#failures, 16))
        this.#stopTimer = timers.after(wait * (0.9 + 0.2 * random()), () => void this.look())
      }
    }
  }

  /** False when it was not reached. */
  async #mirror(): Promise<boolean> {
    const { client, core, upstream } = this.#parts
    const listed = await client.list()
    this.#note(listed)
    if (!listed.ok) return false
    this.#theirs = listed.value ?? this.#theirs
    if (listed.value === undefined && !this.#differs) return true
    this.#differs = false
    const leftOut = await takeOver(core, upstream.name, this.#theirs)
    if (leftOut === undefined) {
      this.#differs = true
      return false
    }
    this.#leftOut = leftOut
    this.#wasReached = true
    return true
  }

  async #writeAll(): Promise<void> {
    for (const { id } of pendingFor(this.#parts.core, this.upstream.name)) {
      await this.#writeOne(id)
      if (this.#closed || this.#error !== undefined) return
    }
  }

  async #writeOne(id: string): Promise<void> {
    const { client, core, upstream, clock, causeOf, isOurs } = this.#parts
    // One that stood still for a while is perhaps not the one any more.
    if (!isOurs()) return
    const silence = core.silence(id)
    const link = silence === undefined ? undefined : linkTo(silence, upstream.name)
    if (silence === undefined || link === undefined) return
    const written = await writeCopy(client, silence, link, clock.now, causeOf(id))
    if (written === link) return
    if (written.error === undefined) this.#note({ ok: true })
    else if (written.state === 'waiting') this.#note({ ok: false, message: written.error })
    await keepLinks(core, [[id, written]])
  }

  #note(asked: Pick<Asked<unknown>, 'ok'> & { readonly message?: string }): void {
    const { logger, upstream } = this.#parts
    if (asked.ok) {
      if (this.#error !== undefined) logger.info({ upstream: upstream.name }, 'the upstream is reached again')
      this.#error = undefined
      this.#failures = 0
      return
    }
    if (this.#error === undefined) {
      logger.warn(
        { upstream: upstream.name, url: upstream.url, reason: asked.message },
        'an upstream is not reached',
      )
    }
    this.#error = asked.message ?? 'not reached'
    this.#failures++
  }
}
