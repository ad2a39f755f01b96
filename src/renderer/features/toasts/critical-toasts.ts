import { type BoardAlert, type Event, isFree, needsSomeone } from '@watchfloor/contract'
import { drillMark, LEVEL_NAMES, lineOf, nameOf, whereAndWhat } from '../../../shared/alert-words.ts'
import { healthMark } from '../../../shared/health-mark.ts'
import { serverWords } from '../../../shared/server-words.ts'
import type { Watchfloor } from '../../state/context.ts'
import { alertsOf } from '../../state/layout.ts'
import { newCriticals, stillNeeded } from '../../state/new-criticals.ts'
import { openDetail } from '../../state/places.ts'
import type { Toast } from '../../state/toasts.ts'
import { actingName } from '../../state/who.ts'
import { isStillSo, noticeToasts, settledNotices } from './notice-toasts.ts'

/** A row that came with a frame is painted by then: what is seen in the list needs no toast. */
const PAINTED_MS = 400

/** Says in a toast what the server tells people, and what is critical and not in sight; takes that back when somebody has it or it is over. */
export function followCriticals(
  watchfloor: Watchfloor,
  after: (milliseconds: number, run: () => void) => () => void,
): () => void {
  const waiting = new Set<() => void>()
  const stop = watchfloor.live.onFrame((frame) => {
    const { toasts, who, preferences, ticker } = watchfloor
    const told = { me: actingName(who.getState(), preferences.getState()), now: ticker.now() }
    toasts.pushAll(frame.replaced ? [] : noticeToasts(frame.events, told))
    toasts.dismissKeys(new Set([...settledKeys(frame.events), ...(frame.replaced ? gone(watchfloor) : [])]))
    if (frame.changed.size > 0 || frame.replaced) {
      const alerts = watchfloor.live.getState().board?.alerts
      toasts.dismissUnneeded((fingerprint) => {
        const alert = alerts?.get(fingerprint)
        return alert !== undefined && isFree(alert)
      })
    }
    const news = newCriticals(frame)
    const isNews = news.length > 0 || frame.events.some(isUnhealthy)
    if (!isNews) return
    const cancel = after(PAINTED_MS, () => {
      waiting.delete(cancel)
      tellAlerts(watchfloor, news)
      watchfloor.toasts.pushAll(frame.events.filter(isUnhealthy).map(healthToast))
    })
    waiting.add(cancel)
  })
  return () => {
    stop()
    for (const cancel of waiting) cancel()
  }
}

/** Toasts that are answered by these events: the alert ended, or somebody has it, or the component is well again. */
export function settledKeys(events: readonly Event[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.source === 'health_monitor') {
      return healthMark(event.data) === 'failing' ? [] : [healthKey(event.data.component)]
    }
    if (event.source === 'silence_manager') return settledNotices(event)
    if (event.source !== 'alert_processor') return []
    return needsSomeone(event.data) ? [] : [alertKey(event.data.fingerprint)]
  })
}

/** Toasts whose fact is not on the board that took the place of the one before. */
function gone({ toasts, live }: Watchfloor): readonly string[] {
  const { board } = live.getState()
  if (board === null) return []
  const alerts = new Set(
    [...board.alerts.values()].filter(needsSomeone).map(({ fingerprint }) => alertKey(fingerprint)),
  )
  const failing = new Set(
    [...board.health.values()]
      .filter((one) => healthMark(one) === 'failing')
      .map(({ component }) => healthKey(component)),
  )
  return toasts.getState().toasts.flatMap(({ key }) => {
    if (key === undefined) return []
    if (key.startsWith(alertKey(''))) return alerts.has(key) ? [] : [key]
    if (key.startsWith(healthKey(''))) return failing.has(key) ? [] : [key]
    return isStillSo(key, board) ? [] : [key]
  })
}

type HealthEvent = Extract<Event, { source: 'health_monitor' }>

function isUnhealthy(event: Event): event is HealthEvent {
  return event.source === 'health_monitor' && healthMark(event.data) === 'failing'
}

function tellAlerts(watchfloor: Watchfloor, fingerprints: readonly string[]): void {
  if (fingerprints.length === 0) return
  const alerts = watchfloor.live.getState().board?.alerts
  const painted = paintedAlerts(watchfloor)
  watchfloor.toasts.pushAll(
    stillNeeded(fingerprints, alerts).flatMap((alert) =>
      painted.has(alert.fingerprint) ? [] : [alertToast(watchfloor, alert)],
    ),
  )
}

/** Fingerprints of the alerts whose rows are in sight. */
function paintedAlerts({ board, screen }: Watchfloor): ReadonlySet<string> {
  const items = board.getState().items.filter(({ id }) => screen.painted.rows.has(id))
  return new Set(items.flatMap(alertsOf).map(({ fingerprint }) => fingerprint))
}

function alertToast({ actions }: Watchfloor, alert: BoardAlert): Omit<Toast, 'id'> {
  return {
    kind: 'critical',
    key: alertKey(alert.fingerprint),
    isAnnounced: true,
    text: [`${drillMark(alert)}${LEVEL_NAMES.critical} · `, { strong: nameOf(alert) }],
    detail: whereAndWhat(alert),
    actions: [
      { label: 'Acknowledge', run: () => void actions.acknowledge([alert]) },
      { label: 'Open', run: () => openDetail(alert) },
    ],
  }
}

function healthToast({ data }: HealthEvent): Omit<Toast, 'id'> {
  return {
    kind: 'critical',
    key: healthKey(data.component),
    text: [{ strong: lineOf(data.component) }, ' is unhealthy'],
    ...(data.message === undefined ? {} : { detail: serverWords(data.message) }),
    actions: [],
  }
}

function alertKey(fingerprint: string): string {
  return `alert ${fingerprint}`
}

function healthKey(component: string): string {
  return `health ${component}`
}
