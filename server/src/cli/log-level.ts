import { formatTime, LOG_LEVELS, LogLevelNow, parser } from '@watchfloor/contract'
import type { Settings } from '../config/settings.ts'
import { parseDuration } from '../config/units.ts'
import { controlPath } from '../control-socket.ts'
import { askControl } from './ask-control.ts'
import { complain, told } from './tell.ts'

const USAGE = `Say watchfloor-server log-level, or log-level LEVEL [--for 10m]; a level is one of ${LOG_LEVELS.join(', ')}.`

/**
 * Says or changes how much the log of the server says that runs on the same data folder, by the socket in it. Answers the
 * exit code: 1 when the server refused or is not there, 2 when the words make no sense.
 */
export async function logLevel(
  settings: Pick<Settings, 'data_dir'>,
  words: readonly string[],
  { for: span }: { readonly for?: string },
): Promise<number> {
  const [level, ...more] = words
  const path = controlPath(settings.data_dir)
  const parse = parser(LogLevelNow)
  if (level === undefined && span === undefined)
    return told(await askControl(path, 'GET', '/log-level', parse), sentence)
  if (!LOG_LEVELS.some((one) => one === level) || more.length > 0) return complain(USAGE, 2)
  const ms = span === undefined ? undefined : parseDuration(span)
  if (span !== undefined && (ms === undefined || ms === 0))
    return complain('--for is a duration such as 10m or 2h.', 2)
  const body = { level, ...(ms !== undefined && { until: formatTime(Date.now() + ms) }) }
  return told(await askControl(path, 'PUT', '/log-level', parse, body), sentence)
}

function sentence({ level, configured, until }: LogLevelNow): string {
  if (level === configured) return `The log says ${level} and graver, as the settings have it.\n`
  const end = until === null ? 'until the server starts again' : `until ${until}`
  return `The log says ${level} and graver ${end}; the settings say ${configured}.\n`
}
