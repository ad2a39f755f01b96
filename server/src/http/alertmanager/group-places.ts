import { groupLabels, type Millis } from '@watchfloor/contract'
import type { AlertmanagerConfig } from '../../alertmanager/read-config.ts'
import { groupLabelsOn, mutedOn, routesOf } from '../../alertmanager/route.ts'
import { isNowIn } from '../../alertmanager/routing.ts'
import type { ApiAlert } from '../../core/core.ts'
import type { GroupPlace } from './alert-groups.ts'

/**
 * Where an alert stands in `/api/v2/alerts/groups`: in the groups of its routes, or, for alerts that came through
 * another Alertmanager and when there is no configuration, in the group of attention (S22) for each of its receivers.
 */
export function placesBy(
  config: AlertmanagerConfig | undefined,
  now: Millis,
): (entry: ApiAlert) => readonly GroupPlace[] {
  const isNow = config === undefined ? () => false : isNowIn(config, now)
  return ({ alert }) => {
    const routes = config === undefined ? [] : routesOf(config.route, alert.labels)
    const routed = routes.map((route) => ({
      labels: groupLabelsOn(route, alert.labels),
      receiver: route.receiver,
      route: route.path,
      mutedBy: mutedOn(route, isNow),
    }))
    const labels = groupLabels(alert.labels)
    const others = alert.receivers.filter((name) => !routes.some(({ receiver }) => receiver === name))
    return [...routed, ...others.map((receiver) => ({ labels, receiver, route: '', mutedBy: [] }))]
  }
}
