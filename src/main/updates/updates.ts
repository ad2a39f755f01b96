import type { Platform } from '@watchfloor/client'
import type { UpdateChannel, UpdateState, Waiting } from '../../shared/update-state.ts'
import { judgeStatement } from './judge-statement.ts'
import { fileFor, installLine, isOwnKind, type PackageKind } from './package-kind.ts'
import type { Previous } from './previous-version.ts'
import { feedFolder, readFeed } from './read-feed.ts'
import { openFeed } from './signed-feed.ts'
import { isSignedFile } from './signed-file.ts'
import { type Audience, type FeedFile, feedName, type Statement } from './statement.ts'
import type { UpdateMemory } from './update-memory.ts'
import type { Updater } from './updater.ts'
import { type Watch, whyWait } from './why-wait.ts'

export interface UpdatesParts {
  readonly platform: Pick<Platform, 'fetch' | 'clock' | 'timers' | 'random'>
  /** The version that runs. */
  readonly version: string
  readonly kind: PackageKind
  /** Undefined where no packages are made for this computer. */
  readonly computer: Omit<Audience, 'channel'> | undefined
  /** Public halves of the keys that may sign. */
  readonly keys: readonly string[]
  readonly server: () => string | null
  readonly channel: () => UpdateChannel | 'off'
  readonly watch: () => Watch
  readonly memory: UpdateMemory
  /** Asked for when there is something to load. */
  readonly updater: () => Promise<Updater>
  readonly previous: Previous
  /** Ends the app; `install` is run last, when all is written down. */
  readonly restart: (install: () => boolean) => void
  readonly onChange: () => void
  readonly report: (error: unknown) => void
}

export interface Updates {
  readonly state: () => UpdateState
  /** Looks now, and answers when that is done. */
  readonly check: () => Promise<void>
  /** Installs what is ready and restarts; answers why not. */
  readonly install: () => Promise<UpdateState>
  /** The alerts, or how well they are received, changed. */
  readonly watchChanged: () => void
  /** Another server or channel was chosen. */
  readonly settingsChanged: () => void
  readonly start: () => void
  readonly stop: () => void
}

const MINUTE = 60_000
/** So long after a start other things come first. */
const FIRST_MS = 2 * MINUTE
const EVERY_MS = 6 * 60 * MINUTE

interface Loaded {
  readonly server: string
  readonly version: string
  readonly file: FeedFile
  readonly path: string
  /** What loaded it, and alone can install it. */
  readonly updater: Updater
}

/** Looks for updates, and has what may be installed ready for the person to ask for. */
export function createUpdates(parts: UpdatesParts): Updates {
  const { platform, memory, kind, report } = parts
  const { timers } = platform
  let state: UpdateState = offState(parts) ?? { kind: 'unchecked' }
  let loaded: Loaded | null = null
  let round = 0
  let checking: Promise<void> | null = null
  let cancel: (() => void) | null = null

  const become = (next: UpdateState): void => {
    state = next
    parts.onChange()
  }

  /** What is offered, once nothing speaks against it. */
  const offered = async (statement: Statement, server: string, isCurrent: () => boolean): Promise<void> => {
    const feed = feedFolder(server)
    const { version } = statement
    const file = fileFor(kind, statement)
    if (!isOwnKind(kind)) return become({ kind: 'announced', version, line: installLine(kind, file, feed) })
    if (file === undefined) return become(failed('the server has no package of this kind'))
    if (loaded?.file.sha512 === file.sha512) return become(ready(version))
    loaded = null
    become({ kind: 'loading', version, percent: 0 })
    const onPercent = (percent: number): void => {
      const whole = Math.floor(percent)
      if (isCurrent() && state.kind === 'loading' && state.percent !== whole)
        become({ ...state, percent: whole })
    }
    const updater = await parts.updater()
    const path = await updater.load({ statement, file, feed, onPercent })
    if (!isCurrent()) return
    if (!(await isSignedFile(path, file))) return become({ kind: 'refused', why: 'changed' })
    loaded = { server, version, file, path, updater }
    become(ready(version))
  }

  const ready = (version: string): UpdateState => ({
    kind: 'ready',
    version,
    waiting: whyWait(parts.watch()),
  })

  const look = async (isCurrent: () => boolean): Promise<void> => {
    const [server, channel] = [parts.server(), parts.channel()]
    const off = offState(parts)
    if (off !== null || server === null || channel === 'off' || parts.computer === undefined)
      return become(off ?? { kind: 'off', why: 'no_server' })
    const audience = { channel, ...parts.computer }
    const name = feedName(audience)
    const read = await readFeed(platform, server, name)
    if (!isCurrent()) return
    if (!read.ok) {
      // What was found before is as good as it was.
      if (state.kind !== 'ready' && state.kind !== 'announced') become(failed(read.why))
      return
    }
    const opened = openFeed(read.bytes, parts.keys)
    if (!opened.ok) return become({ kind: 'refused', why: opened.why })
    const { statement } = opened
    const { seen, failed: tried, desk } = memory.current()
    const judged = judgeStatement(statement, {
      audience,
      running: parts.version,
      seen: seen[name] ?? null,
      failed: tried,
      desk,
    })
    if (judged.kind === 'refused') return become({ kind: 'refused', why: judged.why })
    await memory.change({ seen: { ...seen, [name]: statement.signed_at } })
    if (!isCurrent()) return
    const { version } = statement
    switch (judged.kind) {
      case 'offered':
        return offered(statement, server, isCurrent)
      case 'newest':
        return become({ kind: 'newest', offered: null })
      case 'older':
        return become({ kind: 'newest', offered: version })
      case 'staged':
        return become({ kind: 'staged', version })
      case 'failed':
        return become({ kind: 'rolled_back', version })
      default:
        return judged satisfies never
    }
  }

  const check = (): Promise<void> => {
    const own = round
    const isCurrent = (): boolean => own === round
    checking ??= look(isCurrent)
      .catch((error: unknown) => {
        report(error)
        if (isCurrent()) become(failureOf(error))
      })
      .finally(() => {
        checking = null
        if (!isCurrent() && cancel !== null) plan(0)
      })
    return checking
  }

  const plan = (milliseconds: number): void => {
    cancel?.()
    cancel = timers.after(milliseconds, () => {
      void check()
      // Desks that started together do not ask together for ever.
      plan(EVERY_MS * (0.75 + platform.random() / 2))
    })
  }

  const refreshed = (): UpdateState => {
    if (state.kind !== 'ready') return state
    const waiting = whyWait(parts.watch())
    if (!isSameWait(waiting, state.waiting)) become({ ...state, waiting })
    return state
  }

  return {
    state: () => state,
    check,
    install: async () => {
      const now = refreshed()
      if (loaded === null || now.kind !== 'ready' || now.waiting !== null) return now
      const own = loaded
      if (!(await isSignedFile(own.path, own.file))) {
        loaded = null
        become({ kind: 'refused', why: 'changed' })
        return state
      }
      const { server, version } = own
      const previous = await parts.previous.keep().catch((error: unknown) => {
        report(error)
        return null
      })
      await memory.change({ trial: { version, from: parts.version, server, starts: 0, previous } })
      // A critical may have come meanwhile.
      const after = refreshed()
      if (loaded !== own || after.kind !== 'ready' || after.waiting !== null) return after
      parts.restart(() => own.updater.install())
      return state
    },
    watchChanged: () => {
      refreshed()
      const { trial } = memory.current()
      // It receives: this version works.
      if (trial?.version !== parts.version || !parts.watch().is_receiving) return
      void memory.change({ trial: null })
      void parts.previous.forget(trial.previous).catch(report)
    },
    settingsChanged: () => {
      round++
      loaded = null
      become(offState(parts) ?? { kind: 'unchecked' })
      if (cancel !== null) plan(0)
    },
    start: () => plan(FIRST_MS),
    stop: () => {
      round++
      cancel?.()
      cancel = null
    },
  }
}

function offState({ kind, keys, channel, server, computer }: UpdatesParts): UpdateState | null {
  if (kind === 'clone') return { kind: 'off', why: 'clone' }
  if (computer === undefined) return { kind: 'off', why: 'no_packages' }
  if (keys.length === 0) return { kind: 'off', why: 'no_key' }
  if (channel() === 'off') return { kind: 'off', why: 'switched_off' }
  return server() === null ? { kind: 'off', why: 'no_server' } : null
}

function failed(why: string): UpdateState {
  return { kind: 'failed', why }
}

function failureOf(error: unknown): UpdateState {
  // electron-updater's own word for a file that is not what the signed hash says.
  if (error instanceof Error && 'code' in error && error.code === 'ERR_CHECKSUM_MISMATCH')
    return { kind: 'refused', why: 'changed' }
  return failed(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
}

function isSameWait(one: Waiting | null, other: Waiting | null): boolean {
  if (one === null || other === null) return one === other
  return (
    one.for === other.for &&
    (one.for !== 'criticals' || other.for !== 'criticals' || one.count === other.count)
  )
}
