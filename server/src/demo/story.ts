import type { LabelSet, Millis } from '@watchfloor/contract'
import {
  type Ailment,
  CLUSTERS,
  ESCALATION,
  EVERYDAY,
  NODE_DOWN,
  PEOPLE,
  SERVICES,
  type Service,
  TARGET_DOWN,
  WATCHDOG,
} from './catalogue.ts'
import { type Random, seededRandom } from './random.ts'

/** One made-up alert that fires. */
export interface DemoAlert {
  readonly labels: LabelSet
  readonly ailment: Ailment
  readonly startsAt: Millis
  /** Name of the team's dashboard and runbook. */
  readonly service: string
}

/** What happens next. Durations are in seconds of the story. */
export type Beat =
  | { readonly kind: 'fire' | 'resolve'; readonly alert: DemoAlert }
  | { readonly kind: 'say'; readonly text: string }
  | {
      readonly kind: 'silence'
      readonly matchers: LabelSet
      readonly seconds: number
      readonly by: string
      readonly comment: string
    }
  | { readonly kind: 'acknowledge'; readonly labels: LabelSet; readonly by: string }

/** Fewer quiet alerts are added above this many. */
const CROWDED = 70
const AT_START = 28

/**
 * A fleet's life: everyday trouble, incidents that build, alerts that flap, storms, maintenance. The same seed tells
 * the same story; only the pace of `advance` is the caller's.
 */
export class Story {
  readonly #random: Random
  readonly #live = new Map<string, DemoAlert>()
  readonly #agenda: { readonly at: number; readonly run: () => void }[] = []
  #beats: Beat[] = []
  #now = 0
  #wall: Millis

  constructor(seed: number, wall: Millis) {
    this.#random = seededRandom(seed)
    this.#wall = wall
    this.#open()
  }

  /** What is firing now. */
  get firing(): readonly DemoAlert[] {
    return [...this.#live.values()]
  }

  /** Lets the story go on to `seconds` since its start; `wall` is the time of day that new alerts carry. */
  advance(seconds: number, wall: Millis): readonly Beat[] {
    this.#wall = wall
    for (;;) {
      const due = this.#agenda[0]
      if (due === undefined || due.at > seconds) break
      this.#agenda.shift()
      this.#now = due.at
      due.run()
    }
    this.#now = seconds
    const beats = this.#beats
    this.#beats = []
    return beats
  }

  #open(): void {
    const random = this.#random
    for (const cluster of CLUSTERS) this.#fire(WATCHDOG, cluster, { name: 'monitoring', team: 'platform' })
    for (let i = 0; i < AT_START; i++) {
      const alert = this.#everyday(random.between(60, 3 * 3600))
      this.#resolveAfter(random.between(30, 900), alert)
    }
    this.#again(6, 16, () => {
      if (this.#live.size < CROWDED) this.#resolveAfter(random.between(60, 480), this.#everyday())
    })
    this.#again(90, 240, () => this.#incident(), 20)
    this.#again(180, 420, () => this.#flap(), 45)
    this.#again(480, 900, () => this.#storm(), 110)
    this.#again(420, 900, () => this.#maintenance(), 75)
  }

  #everyday(age = 0): DemoAlert {
    const random = this.#random
    return this.#fire(random.pick(EVERYDAY), random.pick(CLUSTERS), random.pick(SERVICES), age)
  }

  /** Trouble that grows, is taken by somebody, and goes away from its far end. */
  #incident(): void {
    const random = this.#random
    const service = random.pick(SERVICES)
    const cluster = random.pick(CLUSTERS)
    this.#say(`${service.name} in ${cluster} is getting worse`)
    let after = 0
    const steps = ESCALATION.slice(0, random.whole(2, ESCALATION.length))
    for (const [index, step] of steps.entries()) {
      const grave = index >= 2
      // Grave ones are named after their service, as people name what they are woken for.
      const ailment = grave ? { ...step, alertname: capital(service.name) + step.alertname } : step
      this.#after(after, () => {
        const alert = this.#fire(ailment, cluster, service)
        this.#resolveAfter(random.between(240, 540) - index * 20, alert)
        if (grave || random.next() < 0.3) this.#acknowledgeAfter(random.between(35, 110), alert)
      })
      after += random.between(20, 55)
    }
  }

  #flap(): void {
    const random = this.#random
    const ailment = random.pick(EVERYDAY.slice(0, 6))
    const service = random.pick(SERVICES)
    const cluster = random.pick(CLUSTERS)
    this.#say(`${ailment.alertname} of ${service.name} in ${cluster} flaps`)
    let after = 0
    for (let i = random.whole(4, 7); i > 0; i--) {
      this.#after(after, () =>
        this.#resolveAfter(random.between(15, 40), this.#fire(ailment, cluster, service)),
      )
      after += random.between(50, 90)
    }
  }

  /** One rack goes, and everything on it says so at once. */
  #storm(): void {
    const random = this.#random
    const cluster = random.pick(CLUSTERS)
    const rack = `rack-${random.whole(1, 9)}`
    const size = random.whole(35, 90)
    this.#say(`storm: ${rack} of ${cluster} goes down, ${size} targets with it`)
    const lasts = random.between(150, 330)
    const cause = this.#fire(NODE_DOWN, cluster, { name: 'nodes', team: 'platform' }, 0, { rack })
    this.#resolveAfter(lasts, cause)
    this.#acknowledgeAfter(random.between(40, 90), cause)
    for (let i = 0; i < size; i++) {
      const service = random.pick(SERVICES)
      const instance = `${service.name}-${random.whole(10, 99)}.${rack}.${cluster}.example:9100`
      this.#after(random.between(2, 35), () => {
        const alert = this.#fire(TARGET_DOWN, cluster, service, 0, { rack, instance })
        this.#resolveAfter(lasts + random.between(-20, 60), alert)
      })
    }
    this.#after(lasts, () => this.#say(`${rack} of ${cluster} is back`))
  }

  #maintenance(): void {
    const random = this.#random
    const service = random.pick(SERVICES)
    const cluster = random.pick(CLUSTERS)
    const comment = `${service.name} maintenance in ${cluster}`
    this.#say(`silence: ${comment}`)
    this.#beats.push({
      kind: 'silence',
      matchers: { demo: 'true', service: service.name, cluster },
      seconds: random.between(240, 600),
      by: random.pick(PEOPLE),
      comment,
    })
    this.#after(8, () => {
      for (const ailment of [TARGET_DOWN, ...EVERYDAY.slice(0, 2)]) {
        this.#resolveAfter(random.between(90, 200), this.#fire(ailment, cluster, service))
      }
    })
  }

  #fire(ailment: Ailment, cluster: string, service: Service, ageSeconds = 0, more: LabelSet = {}): DemoAlert {
    const instance = `${service.name}-${this.#random.whole(1, 6)}.${cluster}.example:9100`
    const labels: LabelSet = {
      alertname: ailment.alertname,
      severity: ailment.severity,
      cluster,
      service: service.name,
      team: service.team,
      demo: 'true',
      ...(ailment.perInstance === true ? { instance } : {}),
      ...more,
    }
    const key = JSON.stringify(labels)
    const living = this.#live.get(key)
    if (living !== undefined) return living
    const alert = {
      labels,
      ailment,
      service: service.name,
      startsAt: this.#wall - Math.round(ageSeconds * 1000),
    }
    this.#live.set(key, alert)
    this.#beats.push({ kind: 'fire', alert })
    return alert
  }

  #resolveAfter(seconds: number, alert: DemoAlert): void {
    this.#after(seconds, () => {
      const key = JSON.stringify(alert.labels)
      if (this.#live.get(key) !== alert) return
      this.#live.delete(key)
      this.#beats.push({ kind: 'resolve', alert })
    })
  }

  #acknowledgeAfter(seconds: number, alert: DemoAlert): void {
    const by = this.#random.pick(PEOPLE)
    this.#after(seconds, () => {
      if (this.#live.get(JSON.stringify(alert.labels)) !== alert) return
      this.#say(`${by} takes ${alert.labels.alertname}`)
      this.#beats.push({ kind: 'acknowledge', labels: alert.labels, by })
    })
  }

  #say(text: string): void {
    this.#beats.push({ kind: 'say', text })
  }

  #after(seconds: number, run: () => void): void {
    const at = this.#now + Math.max(0, seconds)
    const index = this.#agenda.findIndex((entry) => entry.at > at)
    this.#agenda.splice(index < 0 ? this.#agenda.length : index, 0, { at, run })
  }

  /** Runs again and again, a random time apart. */
  #again(least: number, most: number, run: () => void, first = this.#random.between(least, most)): void {
    this.#after(first, () => {
      run()
      this.#again(least, most, run)
    })
  }
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
