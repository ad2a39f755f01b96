import type { SystemNotification } from '@watchfloor/contract'
import type { Logger } from '../ground/logger.ts'

/** What people are told stands in the server's own log too. */
export function logNotification(logger: Logger, { level, message }: SystemNotification): void {
  switch (level) {
    case 'info':
      return logger.info({}, message)
    case 'warning':
      return logger.warn({}, message)
    case 'error':
      return logger.error({}, message)
    default:
      level satisfies never
  }
}
