import type { LogLevel } from '@watchfloor/contract'
import { THE_SERVER } from './audit/actor.ts'
import type { Core } from './core/core.ts'
import type { Clock, Timers } from './ground/clock.ts'
import { type LogLevels, logLevels } from './ground/log-level.ts'
import type { Logger } from './ground/logger.ts'

/** The level of a server's log; that it goes back by itself is told in the log and in the audit log. */
export function logLevelOf(
  core: Pick<Core, 'by'>,
  parts: {
    readonly configured: LogLevel
    readonly apply: ((level: LogLevel) => void) | undefined
    readonly clock: Clock
    readonly timers: Timers
    readonly logger: Logger
  },
): LogLevels {
  return logLevels({
    ...parts,
    apply: (level) => parts.apply?.(level),
    onBack: (to) => {
      parts.logger.warn({ to }, 'the level of this log is again what the settings say')
      const detail = { level: to, by: 'its time was over' }
      void core.by(THE_SERVER).note({ what: 'log.level', result: 'ok', detail })
    },
  })
}
