import { readFileSync } from 'node:fs'
import {
  type AlertmanagerConfig,
  type ReadConfig,
  readAlertmanagerConfig,
} from '../alertmanager/read-config.ts'
import { StartProblem } from '../ground/start-problem.ts'
import { type StandingLimits, standingRoomFrom } from './work-settings.ts'

/** Reads an alertmanager.yml from disk; one that cannot be read is a problem like any other. */
export function readConfigFile(name: string, limits: StandingLimits): ReadConfig {
  let text: string
  try {
    text = readFileSync(name, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, problems: [{ where: 'alertmanager_config', message: `cannot be read (${reason})` }] }
  }
  return readAlertmanagerConfig(name, text, standingRoomFrom(limits))
}

/** Throws a `StartProblem` that lists what is wrong. */
export function configOrProblem(read: ReadConfig): AlertmanagerConfig {
  if (read.ok) return read.config
  const lines = read.problems.map(({ where, message }) => `  ${where}: ${message}`)
  throw new StartProblem(['The Alertmanager configuration is wrong:', ...lines].join('\n'))
}
