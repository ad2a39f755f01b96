import { formatTime, type Millis } from '@watchfloor/contract'
import type { Clock, Timers } from '../ground/clock.ts'
import type { Logger } from '../ground/logger.ts'
import type { Finding } from '../health/rows.ts'
import { Carried } from './carried.ts'
import { KeptWay } from './kept-way.ts'
import { type Kind, readMessage, writeMessage } from './message.ts'
import { type Peer, Unheard } from './unheard.ts'
import type { WayMaker } from './way.ts'

/** By what a server was told to look. */
export const WAYS = ['redis', 'notify', 'time'] as const
export type WokenBy = (typeof WAYS)[number]

/**
 * How servers of one log tell each other that there is something to look at. It is never trusted with more than that:
 * what does not come is found by looking from time to time, and what comes for nothing costs one look.
 */
export interface Wakes {
  /** This server committed; n is the number of the commit. Never waits, and keeps only the newest. */
  readonly publish: (n: number) => void
  /** Calls back when others may have committed, at least every second; answers the way to stop. */
  readonly onWake: (listener: () => void) => () => void
  /** What this server says of itself to the others from now on (class B), where anything is carried but wakes. */
  readonly say: (text: () => string) => void
  /** It would say something else now. */
  readonly unsaid: () => void
  /** What the other servers last said of themselves, by their id; undefined where nothing is carried but wakes. */
  readonly words: () => ReadonlyMap<string, string> | undefined
  /** Tells it who else is there, so that it finds who is not heard. */
  readonly amid: (peers: () => readonly Peer[]) => void
  readonly findings: () => readonly Finding[]
  readonly reading: () => WakeReading
  readonly close: () => Promise<void>
}

/** Does the way work, which is not that of time? */
export interface WakeReading {
  readonly way: WayMaker['name']
  readonly isWorking: boolean
}

export interface WakesParts {
  /** Id of this server. */
  readonly node: string
  readonly maker: WayMaker
  readonly clock: Clock
  readonly timers: Timers
  readonly random: () => number
  readonly logger: Logger
  readonly onLook?: ((by: WokenBy) => void) | undefined
}

const TICK: Millis = 250
/** How long somebody's commit may go unnoticed: where wakes come, and where they do not. */
const LOOK_EVERY: Millis = 1_000
const LOOK_OFTEN: Millis = TICK
/** A timer comes a little early or late. */
const SLACK: Millis = 25
/** Wakes that come closer together are one. */
const PAUSE: Millis = 2
/** A way that is open for so long and proves nothing is given up for another. */
const PATIENCE: Millis = 5_000
const SAY_EVERY: Millis = 2_000
/** What is lost so soon after a standstill may be lost because of it. */
const JUST_NOW: Millis = 500
/** What does not work is tried so often. */
const ASK_AGAIN: Millis = 1_000

/** Wakes on a way, and by time. Nothing has to be there yet: it is opened behind the caller's back, again and again. */
export function keepWakes(parts: WakesParts): Wakes {
  const { node, maker, clock, timers, logger } = parts
  const { monotonic } = clock
  const listeners = new Set<() => void>()
  const carried = new Carried()
  const unheard = new Unheard()
  let peers: () => readonly Peer[] = () => []
  /** Names of those who are there, and do not wake us. */
  let mute: readonly string[] = []
  let ownWord: (() => string) | undefined
  let saidAt = Number.NEGATIVE_INFINITY
  let isWorking = false
  let provenAt = Number.NEGATIVE_INFINITY
  let askedAt = Number.NEGATIVE_INFINITY
  let lookedAt = Number.NEGATIVE_INFINITY
  let tickedAt = monotonic()
  let stoodStillAt = Number.NEGATIVE_INFINITY
  let stopPause: (() => void) | undefined
  let hadTrouble = false
  let trouble: { readonly since: Millis; readonly reason: string } | undefined

  const hearsAll = (): boolean => isWorking && mute.length === 0
  const send = (kind: Kind, text = ''): void => kept.send(kind, writeMessage({ node, kind, text }))
  const look = (by: WokenBy): void => {
    stopPause?.()
    stopPause = undefined
    lookedAt = monotonic()
    parts.onLook?.(by)
    for (const listener of listeners) listener()
  }
  const wake = (): void => {
    if (stopPause !== undefined) return
    const early = PAUSE - (monotonic() - lookedAt)
    if (early <= 0) look(maker.name)
    else stopPause = timers.after(early, () => look(maker.name))
  }
  const doubt = (reason: string): void => {
    isWorking = false
    if (trouble === undefined)
      logger.warn({ reason }, `${maker.called} cannot be used: other servers are looked for by time`)
    hadTrouble = true
    trouble = { since: trouble?.since ?? clock.now(), reason }
  }
  const prove = (): void => {
    provenAt = monotonic()
    isWorking = true
    kept.proven()
    if (trouble !== undefined) logger.info({}, `${maker.called} works again`)
    trouble = undefined
  }
  const hear = (written: string): void => {
    const message = readMessage(written)
    if (message === undefined) return
    // Only what went out and came back proves that others hear us, and we them.
    if (message.node === node) prove()
    else if (message.kind === 'wake') wake()
    else if (message.kind === 'word' && maker.carries) carried.hear(message.node, message.text, monotonic())
  }
  const lose = (reason: string): void => {
    // The next one has to prove itself at once.
    askedAt = Number.NEGATIVE_INFINITY
    const now = monotonic()
    // Its silence may have been this process's own: it is doubted when the next one does not work either.
    if (now - tickedAt > 2 * TICK || now - stoodStillAt < JUST_NOW) isWorking = false
    else doubt(reason)
  }
  const kept = new KeptWay({ ...parts, heard: hear, onTrouble: lose })

  const saySoon = (now: Millis): void => {
    if (ownWord === undefined || now - saidAt < SAY_EVERY) return
    saidAt = now
    send('word', ownWord())
  }
  const stopTicks = timers.every(TICK, () => {
    const now = monotonic()
    const { proofEvery } = maker
    // While this process stood still, what came back was not heard either: that is nobody else's fault.
    const stoodStill = now - tickedAt - TICK
    if (stoodStill > TICK) {
      provenAt = Math.min(provenAt + stoodStill, now)
      stoodStillAt = now
    }
    tickedAt = now
    if (now - provenAt > 2 * proofEvery + TICK && isWorking) doubt('what is sent there does not come back')
    const isDue = isWorking
      ? now - Math.max(provenAt, askedAt) >= proofEvery - SLACK
      : now - askedAt >= Math.min(proofEvery, ASK_AGAIN) - SLACK
    if (isDue) {
      askedAt = now
      send('proof')
    }
    if (!isWorking && kept.openSince !== undefined && now - kept.openSince > PATIENCE)
      kept.giveUp('what is sent there does not come back')
    saySoon(now)
    if (maker.carries) mute = unheard.look(isWorking ? peers() : [], carried.all(now), now)
    if (now - lookedAt >= (hearsAll() ? LOOK_EVERY : LOOK_OFTEN) - SLACK) look('time')
  })

  return {
    publish: (n) => send('wake', String(n)),
    onWake: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    say: (text) => {
      if (maker.carries) ownWord = text
    },
    unsaid: () => {
      saidAt = Number.NEGATIVE_INFINITY
    },
    amid: (given) => {
      peers = given
    },
    words: () => (maker.carries ? carried.all(monotonic()) : undefined),
    // What nobody set up is spoken of only when there was something about it.
    findings: () => (maker.name === 'redis' || hadTrouble ? [findingOf(maker, trouble, mute)] : []),
    reading: () => ({ way: maker.name, isWorking: hearsAll() }),
    close: async () => {
      stopTicks()
      stopPause?.()
      listeners.clear()
      await kept.close()
    },
  }
}

function findingOf(
  { component, called }: WayMaker,
  trouble: { readonly since: Millis; readonly reason: string } | undefined,
  mute: readonly string[],
): Finding {
  const row = { component, kind: 'server', quiet: false } as const
  const cost = 'what other servers take in is here up to a quarter of a second later; nothing is lost'
  if (trouble !== undefined) {
    const since = formatTime(trouble.since)
    const message = `${called} cannot be used since ${since} (${trouble.reason}): ${cost}`
    return { ...row, status: 'degraded', message }
  }
  if (mute.length === 0) return { ...row, status: 'healthy' }
  const message = `${called} works, and ${mute.join(', ')} cannot be heard there: do they reach it, and is their redis.url and redis.prefix the same? ${cost}`
  return { ...row, status: 'degraded', message }
}
