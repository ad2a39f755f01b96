import { readFileSync } from 'node:fs'
import { StartProblem } from '../ground/start-problem.ts'
import type { Signing } from '../sources/webhook-signature.ts'
import type { Settings } from './settings.ts'

/**
 * Reads the secret that Grafana's webhooks are signed with, when one is configured. The file's last line break is not
 * part of it. Throws a `StartProblem` when there is none in it: a server that let everything in would hide the mistake.
 */
export function readGrafanaSigning({ grafana }: Settings): Signing | undefined {
  const file = grafana.secret_file
  if (file === '') return undefined
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartProblem(
      `grafana.secret_file cannot be read: ${reason}. Put it right, or leave the setting out to take unsigned messages.`,
    )
  }
  const secret = text.replace(/\r?\n$/, '')
  if (secret === '') {
    throw new StartProblem(
      `grafana.secret_file ${file} is empty. Write the secret of Grafana’s contact point into it.`,
    )
  }
  return { secret, header: grafana.signature_header, timestampHeader: grafana.timestamp_header }
}
