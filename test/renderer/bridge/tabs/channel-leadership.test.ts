import { expect, test } from 'vitest'
import {
  channelLeadership,
  type LeadershipWord,
} from '../../../../src/renderer/bridge/tabs/channel-leadership.ts'
import { runs, takeSeed } from '../../../support/chance.ts'
import { seeded } from '../../../support/seeded.ts'

/** A tab that stands in line, leads, and stands in line again when another took it. */
class Tab {
  leads = false
  readonly inbox: LeadershipWord[] = []
  #listener: (word: LeadershipWord) => void = () => {}
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>()
  readonly #leadership: ReturnType<typeof channelLeadership>
  readonly #gone: (() => void)[] = []
  #giveUp = (): void => {}
  #now = 0

  constructor(id: string, random: () => number, post: (from: Tab, word: LeadershipWord) => void) {
    this.#leadership = channelLeadership({
      id,
      random,
      post: (word) => post(this, word),
      listen: (listener) => {
        this.#listener = listener
      },
      after: (milliseconds, run) => {
        const timer = { at: this.#now + milliseconds, run }
        this.#timers.add(timer)
        return () => this.#timers.delete(timer)
      },
      onGone: (run) => this.#gone.push(run),
    })
    this.stand('wait')
  }

  stand(how: 'wait' | 'take'): void {
    this.#giveUp()
    this.#giveUp = this.#leadership.request(how, {
      granted: () => {
        this.leads = true
      },
      lost: () => {
        this.leads = false
        this.stand('wait')
      },
    })
  }

  hear(count: number): void {
    for (const word of this.inbox.splice(0, count)) this.#listener(word)
  }

  pass(milliseconds: number): void {
    const end = this.#now + milliseconds
    for (;;) {
      const [due] = [...this.#timers].sort((a, b) => a.at - b.at)
      if (due === undefined || due.at > end) break
      this.#now = due.at
      this.#timers.delete(due)
      due.run()
    }
    this.#now = end
  }

  close(): void {
    for (const run of this.#gone) run()
  }
}

function play(seed: number): readonly Tab[] {
  const random = seeded(seed)
  const below = (n: number): number => Math.floor(random() * n)
  let tabs: Tab[] = []
  const post = (from: Tab, word: LeadershipWord): void => {
    for (const tab of tabs) if (tab !== from) tab.inbox.push(word)
  }
  const remove = (tab: Tab): void => {
    tabs = tabs.filter((other) => other !== tab)
  }
  const open = (): void => void tabs.push(new Tab(`${random()}`, random, post))
  open()
  for (let step = 0; step < 200; step++) {
    const tab = tabs[below(tabs.length)] as Tab
    const dice = random()
    if (dice < 0.5) tab.hear(1 + below(3))
    else if (dice < 0.85) tab.pass(below(1_000))
    else if (dice < 0.9 && tabs.length < 6) open()
    else if (dice < 0.93 && !tab.leads) tab.stand('take')
    else if (dice < 0.97 && tabs.length > 1) {
      // Closed, or crashed without a word.
      if (random() < 0.5) tab.close()
      remove(tab)
    }
  }
  for (let round = 0; round < 300; round++) {
    for (const tab of tabs) tab.hear(Number.POSITIVE_INFINITY)
    for (const tab of tabs) tab.pass(100)
  }
  return tabs
}

test('without locks too, one tab leads in the end, whoever came, went and took it', () => {
  const first = takeSeed()
  for (let seed = first; seed < first + (process.env.SEED === undefined ? runs(500) : 1); seed++) {
    const leading = play(seed).filter(({ leads }) => leads)
    expect(leading.length, `SEED=${seed}`).toBe(1)
  }
})
