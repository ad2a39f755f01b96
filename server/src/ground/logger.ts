/** The server's own log, as pino has it; `log` alone is always the log of events. */
export interface Logger {
  readonly info: (fields: object, message: string) => void
  readonly warn: (fields: object, message: string) => void
  readonly error: (fields: object, message: string) => void
  readonly debug: (fields: object, message: string) => void
}

/** Says nothing. */
export const SILENT: Logger = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} }
