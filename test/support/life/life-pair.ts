import { fingerprint, type LoggedEvent } from '@watchfloor/contract'
import { expect } from 'vitest'
import type { AlertInput } from '../../../server/src/alerts/alert-input.ts'
import { HandClock } from '../core/hand-clock.ts'
import { MemoryDisk } from '../core/memory-storage.ts'
import { startCore, type TestCore } from '../core/test-core.ts'
import { type Cast, type Happening, NAMES, REPORTERS } from './life-happenings.ts'
import { LifeModel } from './life-model.ts'
import type { Said, Shown } from './life-model-words.ts'

const SECOND = 1_000
/**
 * Reports are made 7 s after a full ten, and whatever the rules make of them falls due at other moments: what is
 * looked at every few seconds only has been looked at by the next report.
 */
const RULES = {
  resolveTimeout: 303 * SECOND,
  relayedTimeout: 1_803 * SECOND,
  remember: 3_603 * SECOND,
  annotationInterval: 300 * SECOND,
  flappingWindow: 903 * SECOND,
  reporters: 32,
}
const START = Date.UTC(2026, 0, 5, 3, 0, 7)

/** The real thing and the model, side by side. */
export class LifePair {
  readonly clock = new HandClock(START)
  readonly model: LifeModel
  readonly #disk = new MemoryDisk()
  readonly #lives = new Map<string, string[]>()
  readonly #cast: Cast
  readonly #rules: typeof RULES
  #t: TestCore | undefined
  /** Told by servers that are gone, and not looked at yet. */
  readonly #fresh: LoggedEvent[] = []

  constructor(actors: Cast, reporters = RULES.reporters) {
    this.#cast = actors
    this.#rules = { ...RULES, reporters }
    this.model = new LifeModel(this.#rules)
  }

  get real(): TestCore {
    if (this.#t === undefined) throw new Error('not started')
    return this.#t
  }

  async start(): Promise<void> {
    this.#fresh.push(...(this.#t?.events.splice(0) ?? []))
    this.#t = await startCore(this.#disk, { clock: this.clock, rules: this.#rules })
    this.model.start(this.clock.now())
  }

  async run(what: Happening): Promise<void> {
    switch (what.do) {
      case 'fire':
      case 'resolve':
        return this.#report(what)
      case 'resend':
        for (let n = 0; n < what.times; n++) {
          await this.#report(what)
          await this.#pass(what.every)
        }
        return this.#pass(what.silent)
      case 'wait':
        return this.#pass(what.seconds)
      case 'restart':
        await this.real.core.close()
        this.clock.jump(what.seconds * SECOND)
        return this.start()
      case 'kill':
        // What was only a moved deadline is on disk within 5 s (S4).
        await this.#pass(10)
        this.clock.stop()
        await settled()
        this.clock.jump(what.seconds * SECOND)
        return this.start()
      case 'by hand':
        return this.#endByHand(this.#name(what.name))
      case 'jump':
        this.clock.jump(what.seconds * SECOND)
        // Seen at the next look at the clocks.
        await this.#second(() => this.model.hold(this.clock.now()))
        return this.#pass(9)
      case 'full':
        return this.#full(what)
    }
  }

  async #report(
    what: Pick<Extract<Happening, { do: 'fire' | 'resolve' }>, 'name' | 'who' | 'start' | 'ends' | 'words'>,
  ) {
    const now = this.clock.now()
    const reporter = this.#reporter(what.who)
    const said: Said = {
      ...reporter,
      name: this.#name(what.name),
      startsAt:
        what.start === 'fixed'
          ? START - 60_000
          : what.start === undefined
            ? undefined
            : now + what.start * SECOND,
      // A webhook says that an alert fires, and no deadline.
      endsAt:
        what.ends === undefined || (reporter.entry === 'relayed' && what.ends > 0)
          ? undefined
          : now + what.ends * SECOND,
      words: what.words,
    }
    await this.real.core.ingest({
      ...reporter,
      alerts: [inputOf(said)],
      receiver: undefined,
    })
    this.model.report(said, now)
  }

  async #endByHand(name: string): Promise<void> {
    const command = { fingerprint: fingerprint({ alertname: name }), life: undefined, name: 'Ana' }
    const answer = await this.real.core.resolve({ ...command, note: undefined })
    expect(answer.ok).toBe(this.model.endByHand(name, this.clock.now()))
  }

  #reporter(who: number): (typeof REPORTERS)[number] {
    return REPORTERS[this.#cast.who[who % this.#cast.who.length] ?? 0] as (typeof REPORTERS)[number]
  }

  #name(name: number): string {
    return this.#cast.names[name % this.#cast.names.length] ?? 'A'
  }

  /** The disk is full for a while: what is sent is refused, and nothing happens by the clock (S4, S13). */
  async #full({ name, who, seconds }: Extract<Happening, { do: 'full' }>): Promise<void> {
    this.#disk.isFull = true
    const said = { ...this.#reporter(who), name: `${this.#name(name)}Refused`, words: '' }
    const alert = inputOf({ ...said, startsAt: undefined, endsAt: undefined })
    const answer = await this.real.core.ingest({ ...said, alerts: [alert], receiver: undefined })
    expect(answer.ok).toBe(false)
    await this.clock.pass(seconds * SECOND, settled)
    this.#disk.isFull = false
    await this.clock.pass(4 * SECOND, settled)
    this.model.hold(this.clock.now())
    await this.#pass(6)
  }

  async #pass(seconds: number): Promise<void> {
    for (let n = 0; n < seconds; n++) await this.#second()
  }

  async #second(before: () => void = () => {}): Promise<void> {
    await this.clock.pass(SECOND, settled)
    before()
    this.model.tick(this.clock.now())
  }

  /** What both did since the last look, and what they show now. */
  look(): { readonly real: unknown; readonly model: unknown } {
    const fresh = [...this.#fresh.splice(0), ...this.real.events.splice(0)]
    const told = this.model.events.splice(0)
    return {
      real: NAMES.map((name) => ({
        name,
        events: fresh.flatMap((event) => this.#line(event, name)),
        shown: this.#shown(this.real.core.alert(fingerprint({ alertname: name }))?.alert),
      })),
      model: NAMES.map((name) => ({
        name,
        events: told
          .filter((event) => event.name === name)
          .map(({ type, shown }) => `${type} ${textOf(shown)}`),
        shown: textOf(this.model.shown(name)),
      })),
    }
  }

  #line(event: LoggedEvent, name: string): readonly string[] {
    if (event.source !== 'alert_processor' || event.data.alertname !== name) return []
    if (event.type === 'alert_created' || event.type === 'alert_firing') {
      // S6: a life is the cursor of the event that opened it.
      expect(event.data.life).toBe(`${event.epoch}.${event.sequence}`)
      this.#lives.set(name, [...(this.#lives.get(name) ?? []), event.data.life])
    }
    return [`${event.type} ${this.#shown(event.data)}`]
  }

  #shown(alert: Extract<LoggedEvent, { source: 'alert_processor' }>['data'] | undefined): string | undefined {
    if (alert === undefined) return undefined
    return JSON.stringify({
      life: (this.#lives.get(alert.alertname) ?? []).indexOf(alert.life) + 1,
      status: alert.status,
      starts: tenOf(Date.parse(alert.starts_at)),
      ends: alert.ends_at === undefined ? undefined : tenOf(Date.parse(alert.ends_at)),
      by: alert.resolved_by,
      unconfirmed: alert.unconfirmed,
      flapping: alert.flapping,
      words: alert.annotations.words,
      link: alert.generator_url,
    })
  }
}

function inputOf({
  name,
  startsAt,
  endsAt,
  generator,
  words,
}: Pick<Said, 'name' | 'startsAt' | 'endsAt' | 'generator' | 'words'>): AlertInput {
  return { labels: { alertname: name }, annotations: { words }, startsAt, endsAt, generatorURL: generator }
}

/** What the model shows, as text. */
function textOf(shown: Shown | undefined): string | undefined {
  if (shown === undefined) return undefined
  const ends = shown.ends === undefined ? undefined : tenOf(shown.ends)
  return JSON.stringify({ ...shown, starts: tenOf(shown.starts), ends })
}

/** The time between two moments at which reports may be made; some ends are only seen a few seconds late. */
function tenOf(time: number): number {
  return Math.floor((time - START) / (10 * SECOND))
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve))
}
