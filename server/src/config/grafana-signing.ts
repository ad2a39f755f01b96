import type { Signing } from '../sources/webhook-signature.ts'
import { secretOf } from './named-files.ts'
import type { Settings } from './settings.ts'

/** The secret that Grafana's webhooks are signed with, when one is configured. Throws a `StartProblem`. */
export function readGrafanaSigning({ grafana }: Settings): Signing | undefined {
  const file = grafana.secret_file
  if (file === '') return undefined
  const secret = secretOf(
    'grafana.secret_file',
    file,
    'Write the secret of Grafana’s contact point into it.',
    ' to take unsigned messages',
  )
  return { secret, header: grafana.signature_header, timestampHeader: grafana.timestamp_header }
}
