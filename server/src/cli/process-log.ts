import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino'

/** The process's own log: plain lines for people, or one JSON object a line. Nothing of it is missing after a crash. */
export function createProcessLog(level: string, forPeople: boolean): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  }
  return pino(options, forPeople ? plainLines : pino.destination({ fd: 1, sync: true }))
}

const plainLines: DestinationStream = {
  write: (line) => {
    const { level, time, msg, err, ...fields } = JSON.parse(line) as Readonly<Record<string, unknown>>
    const rest = Object.entries(fields).map(([name, value]) => `${name}=${textOf(value)}`)
    const clock = String(time).slice(11, 19)
    process.stdout.write(`${[clock, String(level).toUpperCase(), String(msg), ...rest].join(' ')}\n`)
    if (typeof err === 'object' && err !== null && 'stack' in err)
      process.stdout.write(`${String(err.stack)}\n`)
  },
}

function textOf(value: unknown): string {
  return typeof value === 'string' && /^\S+$/.test(value) ? value : JSON.stringify(value)
}
