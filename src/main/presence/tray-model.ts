import { formatCount } from '../../shared/counts.ts'
import { PAUSE_LABELS, PAUSES, type PauseLength, pauseEnd } from '../../shared/pauses.ts'
import { momentText } from '../../shared/times.ts'

/** One critical alert that nobody has. */
export interface TrayAlert {
  readonly fingerprint: string
  readonly life: string
  readonly title: string
  readonly where: string
}

/** What the tray is drawn from. Times are wall time, milliseconds since 1970. */
export interface TrayState {
  readonly state: 'no_server' | 'connecting' | 'live' | 'checking' | 'not_receiving'
  readonly stateLine: string
  /** Critical alerts that nobody has. */
  readonly criticals: number
  /** The first of them, five at most. */
  readonly top: readonly TrayAlert[]
  /** Null when notifications are not paused. */
  readonly pausedUntil: number | null
  readonly now: number
}

/** Everything that the tray can ask for. */
export type TrayAction =
  | { readonly type: 'open_board' }
  | { readonly type: 'open_alert'; readonly fingerprint: string }
  | { readonly type: 'acknowledge'; readonly fingerprint: string; readonly life: string }
  | { readonly type: 'pause'; readonly until: number }
  | { readonly type: 'resume' }
  | { readonly type: 'quit' }

/** As the menu holds it: how long a pause is counts from when it is chosen, not from when the menu was made. */
export type TrayChoice =
  | Exclude<TrayAction, { type: 'pause' }>
  | { readonly type: 'pause'; readonly length: PauseLength }

export type TrayItem =
  | { readonly kind: 'line'; readonly label: string }
  | { readonly kind: 'separator' }
  | { readonly kind: 'choice'; readonly label: string; readonly choice: TrayChoice }
  | { readonly kind: 'submenu'; readonly label: string; readonly items: readonly TrayItem[] }

export interface TrayModel {
  readonly shape: 'idle' | 'critical' | 'not_receiving' | 'paused'
  /** Critical alerts that nobody has. */
  readonly count: number
  readonly tooltip: string
  readonly menu: readonly TrayItem[]
}

/** Windows shows no more of a tooltip. */
const TOOLTIP_CHARACTERS = 127
const LABEL_CHARACTERS = 70

/** Says the same as long as the same is true, so that a menu that is open is not torn away. */
export function trayModelOf(state: TrayState): TrayModel {
  return {
    shape: shapeOf(state),
    count: state.criticals,
    tooltip: cut(tooltipOf(state).join(' · '), TOOLTIP_CHARACTERS),
    menu: [
      { kind: 'line', label: cut(state.stateLine, LABEL_CHARACTERS) },
      ...state.top.map(criticalItem),
      ...restOf(state),
      { kind: 'separator' },
      ...pauseItems(state),
      { kind: 'separator' },
      { kind: 'choice', label: 'Open Watchfloor', choice: { type: 'open_board' } },
      { kind: 'choice', label: 'Quit: you will not be told', choice: { type: 'quit' } },
    ],
  }
}

/** What a choice means when it is made. */
export function trayAction(choice: TrayChoice, now: number): TrayAction {
  return choice.type === 'pause' ? { type: 'pause', until: pauseEnd(choice.length, now) } : choice
}

/** Blindness first: while nothing is received, nobody knows whether something is critical. */
function shapeOf({ state, criticals, pausedUntil }: TrayState): TrayModel['shape'] {
  if (state === 'not_receiving') return 'not_receiving'
  if (criticals > 0) return 'critical'
  return pausedUntil === null ? 'idle' : 'paused'
}

function tooltipOf(state: TrayState): string[] {
  const { criticals, stateLine } = state
  const paused = state.pausedUntil === null ? [] : [`Paused until ${pausedText(state)}`]
  const critical = criticals === 0 ? [] : [`${formatCount(criticals)} critical`]
  if (state.state !== 'not_receiving') return ['Watchfloor', ...critical, ...paused, stateLine]
  return ['Watchfloor', stateLine, ...critical.map((text) => `${text} when last heard`), ...paused]
}

function criticalItem({ fingerprint, life, title, where }: TrayAlert): TrayItem {
  const label = ['Critical', title, where].filter((part) => part !== '').join(' · ')
  return {
    kind: 'submenu',
    label: cut(label, LABEL_CHARACTERS),
    items: [
      { kind: 'choice', label: 'Acknowledge', choice: { type: 'acknowledge', fingerprint, life } },
      { kind: 'choice', label: 'Open', choice: { type: 'open_alert', fingerprint } },
    ],
  }
}

function restOf({ criticals, top }: TrayState): TrayItem[] {
  const rest = criticals - top.length
  if (rest <= 0) return []
  return [{ kind: 'choice', label: `${formatCount(rest)} more critical`, choice: { type: 'open_board' } }]
}

function pauseItems(state: TrayState): TrayItem[] {
  if (state.pausedUntil !== null) {
    const label = `Resume notifications (paused until ${pausedText(state)})`
    return [{ kind: 'choice', label, choice: { type: 'resume' } }]
  }
  return PAUSES.map((length) => ({
    kind: 'choice',
    label: PAUSE_LABELS[length],
    choice: { type: 'pause', length },
  }))
}

function pausedText({ pausedUntil, now }: TrayState): string {
  return pausedUntil === null ? '' : momentText(pausedUntil, now)
}

function cut(text: string, characters: number): string {
  const all = [...text]
  return all.length <= characters ? text : `${all.slice(0, characters - 1).join('')}…`
}
