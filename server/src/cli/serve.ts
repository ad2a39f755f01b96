import { resolve } from 'node:path'
import type { Logger } from 'pino'
import type { Settings } from '../config/settings.ts'
import { StartProblem } from '../ground/start-problem.ts'
import { type Server, startServer } from '../server.ts'
import { answersItself } from './answers-itself.ts'
import { putCompilingLater } from './background-threads.ts'
import { createProcessLog } from './process-log.ts'
import { processSupervisor } from './supervisor.ts'
import { welcomeText } from './welcome.ts'

/** The supervisor's patience: a drain that takes longer is cut off, which is not a success. */
const DRAIN_LIMIT_MS = 28_000

/** Runs the server until a signal ends it; answers the exit code. */
export async function serve(settings: Settings): Promise<number> {
  putCompilingLater()
  const forPeople = isText(settings.log.format, process.stdout.isTTY)
  const logger = createProcessLog(settings.log.level, forPeople)
  const supervisor = processSupervisor((err) => logger.warn({ err }, 'systemd was not told'))
  let started: Server | undefined
  const ended = firstSignal(() => void started?.reload())
  void ended.then((signal) => {
    if (started === undefined) endDuringStart(signal, logger)
  })
  try {
    const server = await startServer({
      config: settings,
      logger,
      setLogLevel: (level) => {
        logger.level = level
      },
    })
    started = server
    const { sign_in, insecure_open } = settings
    const who = sign_in !== 'off' ? 'tokens' : insecure_open ? 'everybody' : 'machine'
    const place = { url: server.url, dataFolder: resolve(settings.data_dir), who } as const
    if (forPeople) process.stdout.write(welcomeText(place))
    else logger.info({ address: place.url, data_dir: place.dataFolder, who_comes_in: who }, 'listening')
    supervisor.ready(`listening on ${place.url}`)
    supervisor.watch(() => answersItself(place.url))
    const signal = await ended
    supervisor.stopping()
    logger.info({ signal }, 'draining: streams are told to come back, then the server ends')
    return await within(
      DRAIN_LIMIT_MS,
      server.close().then(() => 0),
      () => {
        logger.error({ ms: DRAIN_LIMIT_MS }, 'the drain took too long and was cut off')
        return 1
      },
    )
  } catch (error) {
    if (!(error instanceof StartProblem)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  } finally {
    logger.flush()
  }
}

/**
 * What the system does to a program without a handler, except to the first process of a container, which it would
 * leave deaf until it has started. Nothing was accepted yet, and what is on disk stands `kill -9`.
 */
function endDuringStart(signal: string, logger: Logger): void {
  logger.info({ signal }, 'ended before it had started')
  logger.flush()
  process.exit(0)
}

function isText(format: Settings['log']['format'], isTerminal: boolean): boolean {
  return format === 'auto' ? isTerminal : format === 'text'
}

/** npm hands on a Ctrl-C that the terminal sent here as well: a repeat this soon is not a second wish. */
const ECHO_MS = 500

/** Resolves with the first signal that ends a server. A second one ends the process at once. */
function firstSignal(reload: () => void): Promise<string> {
  return new Promise((resolve) => {
    let first: number | undefined
    const onSignal = (signal: string): void => {
      const now = performance.now()
      first ??= now
      if (now - first > ECHO_MS) process.exit(1)
      resolve(signal)
    }
    process.on('SIGTERM', onSignal)
    process.on('SIGINT', onSignal)
    process.on('SIGHUP', () => {
      // A closed terminal takes its server with it; without one, SIGHUP asks to read the configuration again.
      if (process.stdin.isTTY) onSignal('SIGHUP')
      else reload()
    })
  })
}

async function within(ms: number, work: Promise<number>, late: () => number): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const timer = setTimeout(() => resolve(late()), ms)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
