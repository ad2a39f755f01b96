/** Products that are told apart by how they introduce themselves. The set is bounded: it is a metric's label. */
export const PRODUCTS = ['Prometheus', 'Alertmanager', 'amtool', 'Grafana', 'Webhook', 'Script'] as const
export type Product = (typeof PRODUCTS)[number]

/** Which product sent a request, by its `User-Agent`. amtool has Go's own, like any other small Go program. */
export function productOf(userAgent: string | undefined): Product {
  if (userAgent === undefined) return 'Script'
  if (/^Prometheus\//i.test(userAgent)) return 'Prometheus'
  if (/^Alertmanager\//i.test(userAgent)) return 'Alertmanager'
  if (/^Grafana\b/i.test(userAgent)) return 'Grafana'
  return userAgent.startsWith('Go-http-client/') ? 'amtool' : 'Script'
}
