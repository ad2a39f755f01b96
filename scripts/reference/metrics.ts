import { METRICS } from '../../server/src/metrics/metric-table.ts'
import { code, table, WRITTEN } from './markdown.ts'

/** Every metric of ours, from the table that they are made by. */
export function metricsReference(): string {
  const rows = Object.values(METRICS).map(({ kind, name, help, labels }) => [
    code(name),
    kind,
    labelsText(labels),
    help,
  ])
  return `${WRITTEN}
# Metrics

What \`/metrics\` tells. \`process_*\` and \`nodejs_*\` are beside them: the process, and the delay of its event loop (\`nodejs_eventloop_lag_p99_seconds\`). [Operating](../operating.md#watching-it) says what to watch, with rules and a dashboard on these.

${table(['metric', 'kind', 'labels', 'measures'], rows)}`
}

function labelsText(labels: Readonly<Record<string, readonly (string | number)[] | 'any'>>): string {
  return Object.entries(labels)
    .map(([name, values]) => (values === 'any' ? code(name) : `${code(name)}: ${values.join(', ')}`))
    .join('; ')
}
