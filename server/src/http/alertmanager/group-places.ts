import { groupLabels, type Millis } from '@watchfloor/contract'
import type { AlertmanagerConfig } from '../../alertmanager/read-config.ts'
import { groupLabelsOn, mutedOn, type Route, routesOf } from '../../alertmanager/route.ts'
import { isNowIn } from '../../alertmanager/routing.ts'
import type { ApiAlert } from '../../core/alert-queries.ts'
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
  return (entry) => {
    const { labels: own } = entry.alert
    const routes = routesFor(config, entry)
    const routed = routes.map((route) => ({
      labels: groupLabelsOn(route, own),
      receiver: route.receiver,
      route: route.path,
      routeLabels: route.labels,
      mutedBy: mutedOn(route, isNow),
    }))
    const labels = groupLabels(own)
    return [
      ...routed,
      ...others(routes, entry).map((receiver) => ({
        labels,
        receiver,
        route: '',
        routeLabels: {},
        mutedBy: [],
      })),
    ]
  }
}

/** The receivers of an alert's places, in the order of the routes, one as often as routes lead to it. */
export function receiversBy(config: AlertmanagerConfig | undefined): (entry: ApiAlert) => readonly string[] {
  return (entry) => {
    const routes = routesFor(config, entry)
    return [...routes.map(({ receiver }) => receiver), ...others(routes, entry)]
  }
}

function routesFor(config: AlertmanagerConfig | undefined, { alert }: ApiAlert): readonly Route[] {
  return config === undefined ? [] : routesOf(config.route, alert.labels)
}

function others(routes: readonly Route[], { alert }: ApiAlert): readonly string[] {
  return alert.receivers.filter((name) => !routes.some(({ receiver }) => receiver === name))
}
