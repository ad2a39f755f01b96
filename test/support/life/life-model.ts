import { Sources } from './life-model-sources.ts'
import {
  asOne,
  beginAnew,
  endOf,
  givenStart,
  isStill,
  type Known,
  live,
  merged,
  type Report,
  type Said,
  type Shown,
} from './life-model-words.ts'

export interface ModelRules {
  readonly resolveTimeout: number
  readonly relayedTimeout: number
  readonly remember: number
  readonly annotationInterval: number
  readonly flappingWindow: number
  /** Reporters of one alert that are told apart. */
  readonly reporters: number
}

/**
 * S1 to S7, S10 and S11 of docs/semantics.md, written down again as plainly as possible and from their text alone, to
 * be compared with the real thing. It knows nothing of silences, acknowledgements and receivers.
 */
export class LifeModel {
  readonly rules: ModelRules
  readonly sources = new Sources()
  /** Of all alerts, since they were last taken. */
  events: { readonly name: string; readonly type: string; readonly shown: Shown }[] = []
  readonly #alerts = new Map<string, Known>()
  readonly #lives = new Map<string, number>()
  /** S11: what a reporter that sent an ended report said last. */
  readonly #ended = new Map<string, { readonly startsAt: number; readonly endsAt: number }>()
  #holdUntil = 0
  #startedAt = 0

  constructor(rules: ModelRules) {
    this.rules = rules
  }

  /** The server starts, or starts again (S4). What it had only in its head is gone (S11). */
  start(now: number): void {
    this.#startedAt = now
    this.hold(now)
    this.#ended.clear()
  }

  /** It could not listen until now (S4). */
  hold(now: number): void {
    this.#holdUntil = now + this.rules.resolveTimeout
  }

  shown(name: string): Shown | undefined {
    return this.#alerts.get(name)?.shown
  }

  report(said: Said, now: number): void {
    const key = `${said.entry} ${said.sender} ${said.generator ?? ''}`
    const source = this.sources.nameOf(said)
    const known = this.#alerts.get(said.name)
    const before = known?.shown.status === 'firing' ? known.reports.get(key)?.at : undefined
    const counts = this.#judge(said, key, source, now)
    const isGap = counts && before !== undefined && before >= this.#startedAt
    this.sources.heard(source, said.product, now, isGap ? now - before : undefined)
  }

  /** Answers whether it said something about a life that goes on, began or ended. */
  #judge(said: Said, key: string, source: string, now: number): boolean {
    const startsAt = said.startsAt ?? said.endsAt ?? now
    if ((said.endsAt ?? this.#deadline(said, now)) < startsAt) return false
    const ended = said.endsAt !== undefined && said.endsAt <= now ? said.endsAt : undefined
    const known = this.#alerts.get(said.name)
    const note = `${said.name} ${key}`
    const earlier = this.#ended.get(note) ?? endOf(known?.reports.get(key))
    const isSlow =
      said.entry === 'direct' &&
      ended !== undefined &&
      earlier !== undefined &&
      earlier.startsAt === startsAt &&
      earlier.endsAt < ended
    const report: Report = {
      said,
      source,
      status: ended !== undefined && !isSlow ? 'over' : 'fires',
      startsAt,
      isOurStart: said.startsAt === undefined && said.endsAt === undefined,
      endsAt: isSlow ? now + this.rules.resolveTimeout : (ended ?? this.#deadline(said, now)),
      isDefaultEnd: isSlow || said.endsAt === undefined || (said.entry === 'relayed' && ended === undefined),
      slowEnd: isSlow ? ended : undefined,
      since: now,
      at: now,
    }
    let counts = true
    if (report.status === 'over') {
      const what = this.#resolve(known, key, report, now)
      if (what === 'stale') return false
      counts = what === 'counts'
    } else {
      const isOldNews =
        said.entry === 'relayed' &&
        !report.isOurStart &&
        known?.lastExplicitEnd !== undefined &&
        startsAt <= known.lastExplicitEnd
      if (isOldNews) return false
      if (known?.shown.status === 'firing') this.#repeat(said.name, known, key, report, now)
      else this.#open(said.name, known, key, report, now)
    }
    if (ended === undefined) this.#ended.delete(note)
    else this.#ended.set(note, { startsAt, endsAt: ended })
    return counts
  }

  #deadline(said: Said, now: number): number {
    if (said.entry === 'relayed') return now + this.rules.relayedTimeout
    return said.endsAt ?? now + this.rules.resolveTimeout
  }

  /** S6, S10. */
  #open(name: string, known: Known | undefined, key: string, report: Report, now: number): void {
    const lives = [...(known?.lives ?? []).filter((at) => at > now - this.rules.flappingWindow), now]
    const life = (this.#lives.get(name) ?? 0) + 1
    this.#lives.set(name, life)
    const shown: Shown = {
      life,
      status: 'firing',
      starts: report.startsAt,
      ends: undefined,
      by: undefined,
      unconfirmed: false,
      flapping: known?.shown.flapping ? known.shown.flapping + 1 : lives.length >= 3 ? lives.length : 0,
      words: report.said.words,
      link: report.said.generator,
    }
    this.#alerts.set(name, {
      shown,
      reports: new Map([[key, report]]),
      openedAt: now,
      wordsAt: now,
      lives,
      lastExplicitEnd: known?.lastExplicitEnd,
      closedAt: undefined,
    })
    this.#tell(name, known === undefined ? 'alert_created' : 'alert_firing')
  }

  #repeat(name: string, known: Known, key: string, report: Report, now: number): void {
    const place = this.#place(known, key, report.said)
    const older = known.reports.get(place)
    known.reports.set(place, place === key ? merged(older, report) : asOne(older, report))
    this.#publish(name, known, now)
  }

  /** S1: where a reporter's word stands when an alert has very many of them. */
  #place({ reports }: Known, key: string, { entry, sender }: Said): string {
    if (reports.has(key)) return key
    const ofSender = `${entry} ${sender} and others`
    const ofAll = `${entry} others`
    if (reports.has(ofSender)) return ofSender
    if (reports.has(ofAll) || reports.size >= 2 * this.rules.reporters) return ofAll
    return reports.size < this.rules.reporters ? key : ofSender
  }

  /** S2, S3. */
  #resolve(known: Known | undefined, key: string, report: Report, now: number): 'stale' | 'quiet' | 'counts' {
    if (known === undefined || known.shown.status === 'resolved') return 'quiet'
    const { said } = report
    const place = this.#place(known, key, said)
    const mine = known.reports.get(place)
    const own = mine !== undefined && place === key
    // A reporter's own start counts, else those of all; what it said of the life before is no news either.
    const starts = (own ? [mine] : [...known.reports.values()]).map(givenStart)
    const first = Math.min(...starts.map((start) => start ?? Number.POSITIVE_INFINITY))
    const isKnownEnd = !own && report.endsAt <= (known.lastExplicitEnd ?? Number.NEGATIVE_INFINITY)
    if (isKnownEnd || (first !== Number.POSITIVE_INFINITY && report.endsAt < first)) return 'stale'
    if (mine === undefined && said.entry === 'relayed') return 'quiet'
    // One of several does not speak for the others.
    const isCrowd = mine !== undefined && place !== key
    known.reports.set(place, isCrowd ? { ...mine, at: now } : merged(mine, report))
    const isStranger = mine === undefined
    if (!isStranger && live(known).length > 0) this.#publish(said.name, known, now)
    else {
      const given = [...known.reports.values()].filter(({ isOurStart }) => !isOurStart)
      const last = Math.max(report.endsAt, ...given.map(({ startsAt }) => startsAt))
      known.lastExplicitEnd = Math.max(last, known.lastExplicitEnd ?? last)
      const { starts: began } = known.shown
      const end = report.endsAt < began && began <= now ? now : report.endsAt
      this.#close(said.name, known, end, said.entry === 'direct' ? 'sender' : 'webhook', now)
    }
    return 'counts'
  }

  /** S5. Answers whether that was allowed. */
  endByHand(name: string, now: number): boolean {
    const known = this.#alerts.get(name)
    if (known?.shown.status !== 'firing' || !known.shown.unconfirmed) return false
    this.#close(name, known, now, 'person', now)
    return true
  }

  #close(name: string, known: Known, endsAt: number, by: string, now: number): void {
    const { shown } = known
    if (shown.starts > now) shown.starts = Math.min(shown.starts, endsAt)
    shown.status = 'resolved'
    shown.ends = Math.max(endsAt, shown.starts)
    shown.by = by
    shown.unconfirmed = false
    if (by === 'person') beginAnew(known)
    known.closedAt = now
    this.#tell(name, 'alert_resolved')
  }

  /** S7: what is published of a firing alert follows its live reports. */
  #publish(name: string, known: Known, now: number): boolean {
    const [voice] = live(known).sort((a, b) => a.since - b.since)
    if (voice === undefined) return false
    const { shown } = known
    const starts = Math.min(...[...known.reports.values()].map((report) => report.startsAt))
    const isOther = starts !== shown.starts || voice.said.generator !== shown.link || shown.unconfirmed
    const areOtherWords = voice.said.words !== shown.words
    const mayGo = isOther || now - known.wordsAt >= this.rules.annotationInterval
    if (!isOther && !(areOtherWords && mayGo)) return false
    shown.starts = starts
    shown.link = voice.said.generator
    shown.unconfirmed = false
    if (areOtherWords) {
      shown.words = voice.said.words
      known.wordsAt = now
    }
    this.#tell(name, 'alert_updated')
    return true
  }

  /** A second has passed. */
  tick(now: number): void {
    const isHeld = now < this.#holdUntil
    if (!isHeld) {
      const expected = new Set<string>()
      const overdue = new Set<string>()
      for (const { shown, reports } of this.#alerts.values()) {
        if (shown.status !== 'firing') continue
        for (const { status, source, endsAt } of reports.values()) {
          if (status !== 'over') expected.add(source)
          if (status === 'fires' && endsAt <= now) overdue.add(source)
        }
      }
      this.sources.lookForQuiet(now, expected, overdue)
    }
    for (const [name, known] of [...this.#alerts]) {
      const { shown } = known
      const isCalm = !isHeld && isStill(known, now, this.rules.flappingWindow)
      if (shown.status === 'resolved') {
        if (isCalm) this.#tell(name, 'alert_updated', 0)
        else if (shown.flapping === 0 && now - (known.closedAt ?? now) >= this.rules.remember)
          this.#alerts.delete(name)
      } else if (isHeld || !this.#loseContact(name, known, now)) {
        if (isCalm) this.#tell(name, 'alert_updated', 0)
        else if (!shown.unconfirmed) this.#publish(name, known, now)
      }
    }
  }

  /** S2, S5. Answers whether something came of it. */
  #loseContact(name: string, known: Known, now: number): boolean {
    let isLost = false
    for (const report of known.reports.values()) {
      if (report.status !== 'fires' || report.endsAt > now) continue
      // Whether its source is quiet will soon be known.
      if (this.sources.isDue(report.source, now)) continue
      report.status = 'lost'
      isLost = true
    }
    if (live(known).length > 0) return isLost && this.#publish(name, known, now)
    const all = [...known.reports.values()].filter(({ status }) => status === 'lost')
    const newest = Math.max(...all.map(({ endsAt }) => endsAt))
    const lost = all.filter(({ endsAt }) => endsAt > newest - this.rules.remember)
    if (lost.some(({ source }) => this.sources.isQuiet(source))) {
      if (known.shown.unconfirmed) return false
      known.shown.unconfirmed = true
      this.#tell(name, 'alert_updated')
      return true
    }
    const isBack = lost.every(({ source }) => this.sources.backFor(source, now) >= this.rules.resolveTimeout)
    if (known.shown.unconfirmed && !isBack) return false
    const last = Math.max(...[...known.reports.values()].map(({ endsAt }) => endsAt))
    this.#close(name, known, Math.min(last, now), 'timeout', now)
    return true
  }

  #tell(name: string, type: string, flapping?: number): void {
    const shown = this.#alerts.get(name)?.shown
    if (shown === undefined) return
    shown.flapping = flapping ?? shown.flapping
    this.events.push({ name, type, shown: { ...shown } })
  }
}
