import { type Alert, isFree, isGoingOn } from '@watchfloor/contract'
import { lineOf, nameOf } from '../../shared/alert-words.ts'
import type { Watchfloor } from './context.ts'
import { openDashboard, openRunbook, silence } from './places.ts'
import { dashboardOf, runbookOf } from './row-words.ts'
import { type Target, targetOf } from './targets.ts'

/** Something that a person does to alerts. A key, a button and a command are three ways to the same one. */
export interface Act {
  readonly label: string
  /** As people read it. */
  readonly key: string
  /** The right that it needs; null for none. */
  readonly needs: 'respond' | null
  /** Why it cannot be done to these; null when it can. */
  readonly lack: (target: Target) => string | null
  readonly run: (watchfloor: Watchfloor, target: Target) => void
}

export const ACTS = {
  acknowledge: {
    label: 'Acknowledge',
    key: 'a',
    needs: 'respond',
    lack: ({ alerts }) =>
      alerts.some((alert) => isFree(alert) || waits(alert))
        ? null
        : alerts.every(isOver)
          ? 'Already resolved'
          : 'Somebody has it',
    run: ({ actions }, { alerts }) => void actions.acknowledge(alerts),
  },
  acknowledgeWith: {
    label: 'Until when…',
    key: 'Shift A',
    needs: 'respond',
    lack: ({ alerts }) => (alerts.every(isOver) ? 'Already resolved' : null),
    run: ({ actions }, { alerts }) => void actions.acknowledgeWith(alerts),
  },
  giveBack: {
    label: 'Give back',
    key: 'u',
    needs: 'respond',
    lack: ({ alerts }) => (alerts.some(isHeld) ? null : 'Nobody has it'),
    run: ({ actions }, { alerts }) => void actions.giveBack(alerts),
  },
  handOver: {
    label: 'Hand over…',
    key: 'Shift H',
    needs: 'respond',
    lack: ({ alerts }) => (alerts.some(isHeld) ? null : 'Nobody has it: acknowledge it first'),
    run: ({ actions }, { alerts }) => void actions.handOver(alerts),
  },
  note: {
    label: 'Note…',
    key: 'n',
    needs: 'respond',
    lack: () => null,
    run: ({ actions }, { alerts }) => void actions.note(alerts),
  },
  end: {
    label: 'Resolve by hand',
    key: 'e',
    needs: 'respond',
    lack: ({ alerts }) => (alerts.some(isUnconfirmed) ? null : 'Only what is unconfirmed is ended by hand'),
    run: ({ actions }, { alerts }) => void actions.resolve(alerts),
  },
  silence: {
    label: 'Silence…',
    key: 's',
    needs: 'respond',
    // Without alerts it is the empty form.
    lack: () => null,
    run: (watchfloor, { alerts }) => silence(watchfloor, alerts),
  },
  runbook: {
    label: 'Runbook',
    key: 'o',
    needs: null,
    lack: ({ first }) =>
      first === undefined || runbookOf(first) !== null ? null : 'No runbook: the alert has no runbook_url',
    run: (_, { first }) => void (first !== undefined && openRunbook(first)),
  },
  dashboard: {
    label: 'Dashboard',
    key: 'd',
    needs: null,
    lack: ({ first }) =>
      first === undefined || dashboardOf(first) !== null
        ? null
        : 'No dashboard: the alert has no dashboard_url',
    run: (_, { first }) => void (first !== undefined && openDashboard(first)),
  },
} as const satisfies Record<string, Act>

export type ActName = keyof typeof ACTS

/** These tell by themselves what stands in the way. */
const TELLS: ReadonlySet<ActName> = new Set<ActName>(['acknowledge', 'acknowledgeWith', 'giveBack', 'end'])

/** Does it to what is in sight and selected. A line that was scrolled away is brought back first: nobody acts unseen. */
export function perform(watchfloor: Watchfloor, name: ActName): void {
  const target = targetOf(watchfloor)
  const { key, lack, run }: Act = ACTS[name]
  const { actions, screen } = watchfloor
  if (target.of === 'line' && target.first !== undefined && screen.lines?.show() === true) {
    return actions.tell(`${lineOf(nameOf(target.first))} was out of sight. Press ${key} again for it.`)
  }
  if (target.first === undefined && name !== 'silence') return actions.tell('No alert is selected.')
  const why = TELLS.has(name) ? null : lack(target)
  if (why !== null) return actions.tell(`${why}.`)
  run(watchfloor, target)
}

function isUnconfirmed({ status, unconfirmed }: Alert): boolean {
  return status === 'firing' && unconfirmed
}

function isHeld({ acknowledged_by }: Alert): boolean {
  return acknowledged_by !== null
}

/** Somebody has it, and somebody is asked about that: to take it over, or whether they are still on it. */
function waits({ acknowledged_by: own }: Alert): boolean {
  return own?.offered_to !== undefined || own?.asked_at !== undefined
}

function isOver(alert: Alert): boolean {
  return !isGoingOn(alert)
}
