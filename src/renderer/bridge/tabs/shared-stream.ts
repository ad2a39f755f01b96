import type { Freshness, Result } from '@watchfloor/client'
import type { BoardSnapshot, Cursor, Page } from '@watchfloor/contract'
import type { BoardListener } from '../../state/bridge.ts'
import { createFollower, type Follower } from './follower.ts'
import { createLeader, type Leader, type LedClient } from './leader.ts'
import { type LeaderWatch, watchLeader } from './leader-watch.ts'
import type { Leadership, TabChannel, TabMessage, Told } from './tab-message.ts'

export interface SharedStreamOptions {
  readonly listener: BoardListener
  readonly channel: TabChannel
  readonly leadership: Leadership
  readonly createClient: (cursor: string | undefined, to: BoardListener) => LedClient
  readonly fetchBoard: () => Promise<Result<BoardSnapshot>>
  readonly fetchAfter: (cursor: string) => Promise<Result<Page>>
  readonly after: (milliseconds: number, run: () => void) => () => void
  readonly random: () => number
  /** Names of runs, different in every tab. */
  readonly newRun: () => string
  /** Is somebody looking at this tab? */
  readonly isSeen: () => boolean
}

export interface SharedStream {
  /** The page became visible, or the computer woke. */
  wake(): void
  networkChanged(online: boolean): void
  /** This browser is signed in. */
  resume(): void
  stop(): void
}

type Role =
  | { readonly leads: true; readonly leader: Leader }
  | { readonly leads: false; readonly follower: Follower; readonly watch: LeaderWatch }

/**
 * One stream for all tabs of one console: the tab that leads holds it, the others follow it. Browsers open six
 * connections to a server at most, so that a stream for each tab would leave none for anything else.
 */
export function startSharedStream(options: SharedStreamOptions): SharedStream {
  const { channel, leadership, after, random } = options
  let isStopped = false
  let isTaking = false
  let role: Role
  let giveUp = (): void => {}

  const follow = (cursor: Cursor | null): void => {
    const follower = createFollower({ ...options, cursor })
    const ask = (): void => channel.post({ kind: 'ask' })
    role = { leads: false, follower, watch: watchLeader({ after, random, ask, takeOver }) }
  }

  const standInLine = (how: 'wait' | 'take'): void => {
    giveUp()
    giveUp = leadership.request(how, { granted: lead, lost: stepDown })
  }

  const lead = (): void => {
    isTaking = false
    if (isStopped || role.leads) return
    role.watch.stop()
    role.follower.stop()
    const post = (message: TabMessage): void => channel.post(message)
    role = { leads: true, leader: createLeader({ ...options, cursor: role.follower.cursor(), post }) }
  }

  const stepDown = (): void => {
    if (isStopped || !role.leads) return
    follow(role.leader.stop())
    standInLine('wait')
  }

  const takeOver = (): void => {
    if (isTaking) return
    isTaking = true
    standInLine('take')
  }

  const take = (told: Told): void => {
    if (role.leads) return
    role.watch.heard()
    role.follower.take(told)
    // A leader that nobody looks at finds its way back slowly.
    if (!told.is_seen && options.isSeen() && isTroubled(told.freshness)) takeOver()
  }

  channel.listen((message) => {
    if (isStopped) return
    switch (message.kind) {
      case 'told':
        return take(message)
      case 'ask':
        return role.leads ? role.leader.answer() : undefined
      case 'wake':
        return role.leads ? role.leader.client.wake() : undefined
      case 'resume':
        return resume()
      default:
        message satisfies never
    }
  })
  const resume = (): void => {
    if (role.leads) role.leader.client.setToken(undefined)
  }

  follow(null)
  standInLine('wait')
  return {
    wake: () => (role.leads ? role.leader.client.wake() : channel.post({ kind: 'wake' })),
    networkChanged: (online) => (role.leads ? role.leader.client.networkChanged(online) : undefined),
    resume: () => {
      channel.post({ kind: 'resume' })
      resume()
    },
    stop: () => {
      isStopped = true
      if (role.leads) role.leader.stop()
      else {
        role.watch.stop()
        role.follower.stop()
      }
      giveUp()
      channel.close()
    },
  }
}

function isTroubled(freshness: Freshness | null): boolean {
  return freshness !== null && TROUBLED.has(freshness.state)
}

const TROUBLED: ReadonlySet<Freshness['state']> = new Set(['checking', 'restarting', 'offline', 'stopped'])
