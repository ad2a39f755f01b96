import { groupLabels } from '@watchfloor/contract'
import type { AlertmanagerConfig } from '../../alertmanager/read-config.ts'
import { groupLabelsOn, routesOf } from '../../alertmanager/route.ts'
import type { ApiAlert } from '../../core/core.ts'
import type { GroupPlace } from './alert-groups.ts'

/**
 * Where an alert stands in `/api/v2/alerts/groups`: in the groups of its routes, or, for alerts that came through
 * another Alertmanager and when there is no configuration, in the group of attention (S22) for each of its receivers.
 */
export function placesBy(config: AlertmanagerConfig | undefined): (entry: ApiAlert) => readonly GroupPlace[] {
  return ({ alert }) => {
    const routes = config === undefined ? [] : routesOf(config.route, alert.labels)
    const routed = routes.map((route) => ({
      labels: groupLabelsOn(route, alert.labels),
      receiver: route.receiver,
      route: route.path,
    }))
    const others = alert.receivers.filter((name) => !routes.some(({ receiver }) => receiver === name))
    return [
      ...routed,
      ...others.map((receiver) => ({ labels: groupLabels(alert.labels), receiver, route: '' })),
    ]
  }
}
