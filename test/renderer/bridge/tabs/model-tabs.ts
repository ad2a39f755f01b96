import { type Event, isDurable, parseCursor } from '@watchfloor/contract'
import { startSharedStream } from '../../../../src/renderer/bridge/tabs/shared-stream.ts'
import type {
  Leadership,
  LeadershipEvents,
  TabChannel,
  TabMessage,
} from '../../../../src/renderer/bridge/tabs/tab-message.ts'
import { ModelClient, ModelQuestions, type ModelServer } from './model-server.ts'

interface Waiting {
  readonly tab: ModelTab
  readonly on: LeadershipEvents
  readonly takes: boolean
  isOver: boolean
}

/** A browser: its lock, the ways between its tabs, and time, all moved by hand and in any order. */
export class ModelBrowser {
  readonly server: ModelServer
  readonly questions = new ModelQuestions()
  readonly random: () => number
  tabs: ModelTab[] = []
  isDown = false
  /** What was done wrong, in words. */
  readonly wrong: string[] = []
  #line: Waiting[] = []
  #holder: Waiting | undefined
  /** What the browser has yet to tell a page about its lock. */
  #news: { readonly tab: ModelTab; readonly run: () => void }[] = []
  #runs = 0

  constructor(server: ModelServer, random: () => number) {
    this.server = server
    this.random = random
  }

  get holder(): ModelTab | undefined {
    return this.#holder?.tab
  }

  open(): void {
    this.tabs.push(new ModelTab(this, `tab ${++this.#runs}`))
  }

  /** The tab is gone without a word; what it has said before may still arrive. */
  kill(tab: ModelTab): void {
    tab.isDead = true
    this.tabs = this.tabs.filter((other) => other !== tab)
    this.#line = this.#line.filter((waiting) => waiting.tab !== tab)
    if (this.#holder?.tab === tab) this.#holder = undefined
  }

  leadershipOf(tab: ModelTab): Leadership {
    return {
      request: (how, on) => {
        const waiting: Waiting = { tab, on, takes: how === 'take', isOver: false }
        this.#line.push(waiting)
        return () => {
          waiting.isOver = true
          this.#line = this.#line.filter((other) => other !== waiting)
          if (this.#holder === waiting) this.#holder = undefined
        }
      },
    }
  }

  channelOf(tab: ModelTab): TabChannel {
    return {
      post: (message) => {
        for (const other of this.tabs) if (other !== tab) other.inbox.push(structuredClone(message))
      },
      listen: (listener) => {
        tab.listener = listener
      },
      close: () => {},
    }
  }

  newRun(): string {
    return `run ${++this.#runs}`
  }

  /** Grants the lock, or tells a page what became of it. */
  stepLock(): void {
    const taker = this.#line.find(({ takes }) => takes)
    const next = taker ?? (this.#holder === undefined ? this.#line[0] : undefined)
    if (next !== undefined) {
      const before = this.#holder
      if (before !== undefined) this.#later(before, before.on.lost)
      this.#line = this.#line.filter((waiting) => waiting !== next)
      this.#holder = next
      this.#later(next, next.on.granted)
    }
    if (this.random() < 0.8) this.#news.shift()?.run()
  }

  get isLockSettled(): boolean {
    return this.#news.length === 0 && (this.#line.length === 0 || this.#holder !== undefined)
  }

  #later(waiting: Waiting, tell: () => void): void {
    const run = (): void => {
      if (!waiting.isOver && !waiting.tab.isDead) tell()
    }
    this.#news.push({ tab: waiting.tab, run })
  }
}

/** A page that notes what it is told, and whether each event is the next one. */
export class ModelTab {
  readonly name: string
  readonly inbox: TabMessage[] = []
  listener: (message: TabMessage) => void = () => {}
  isDead = false
  isSeen: boolean
  client: ModelClient | undefined
  /** Ids of everything that it knows of; null before the first board. */
  knows: string[] | null = null
  fresh: string | undefined
  readonly #timers = new Set<() => void>()
  readonly #browser: ModelBrowser

  constructor(browser: ModelBrowser, name: string) {
    this.#browser = browser
    this.name = name
    this.isSeen = browser.random() < 0.4
    const { server, questions, random } = browser
    const fails = (): boolean => browser.isDown
    startSharedStream({
      listener: {
        onBoard: (board) => {
          this.knows = server.idsOf(board)
        },
        onEvents: (events) => this.#take(events),
        onFreshness: ({ state }) => {
          this.fresh = state
        },
      },
      channel: browser.channelOf(this),
      leadership: browser.leadershipOf(this),
      createClient: (cursor, to) => {
        this.client?.stop()
        this.client = new ModelClient(server, cursor === undefined ? undefined : parseCursor(cursor), to)
        return this.client
      },
      fetchBoard: () => questions.ask(() => server.board(), fails),
      fetchAfter: (cursor) => questions.ask(() => server.page(cursor), fails),
      after: (_milliseconds, run) => {
        this.#timers.add(run)
        return () => this.#timers.delete(run)
      },
      random,
      newRun: () => browser.newRun(),
      isSeen: () => this.isSeen,
    })
  }

  get knowsUpTo(): number {
    return this.knows?.length ?? -1
  }

  deliver(count: number): void {
    for (const message of this.inbox.splice(0, count)) this.listener(message)
  }

  tick(): void {
    const [due] = this.#timers
    if (due === undefined) return
    this.#timers.delete(due)
    due()
  }

  #take(events: readonly Event[]): void {
    const { wrong } = this.#browser
    if (events.length === 0) wrong.push(`${this.name}: no events`)
    for (const event of events) {
      if (this.knows === null) return void wrong.push(`${this.name}: events before a board`)
      if (!isDurable(event)) continue
      if (event.sequence !== this.knows.length + 1)
        wrong.push(`${this.name}: ${event.sequence} after ${this.knows.length}`)
      this.knows.push(event.id)
    }
  }
}
