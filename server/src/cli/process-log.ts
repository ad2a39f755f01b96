import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino'
import { jsonLine, plainLine, stackOf } from './log-lines.ts'

/**
 * The process's own log: plain lines for people, or one JSON object a line. Nothing of it is missing after a crash, and
 * no line is longer than it may be, or more than one, whatever a sender wrote.
 */
export function createProcessLog(level: string, forPeople: boolean): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  }
  return pino(options, forPeople ? plainLines : jsonLines())
}

function jsonLines(): DestinationStream {
  const out = pino.destination({ fd: 1, sync: true })
  return { write: (line) => void out.write(`${jsonLine(line)}\n`) }
}

const plainLines: DestinationStream = {
  write: (line) => {
    process.stdout.write(`${plainLine(line)}\n`)
    const stack = stackOf(line)
    if (stack !== undefined) process.stdout.write(`${stack}\n`)
  },
}
