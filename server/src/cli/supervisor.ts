import { execFile } from 'node:child_process'

/** Whoever started the server and wants to know how it is: systemd, for a unit of `Type=notify`. */
export interface Supervisor {
  /** It listens; `status` is a line for people. */
  readonly ready: (status: string) => void
  readonly stopping: () => void
  /** Says again and again that the server lives, for as long as it does; what is asked for is `WatchdogSec=`. */
  readonly watch: (isAlive: () => Promise<boolean>) => void
}

export interface SupervisorParts {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Runs `systemd-notify`; Node itself has no datagram sockets. */
  readonly notify: (args: readonly string[]) => void
  /** Repeats something without keeping the process alive. */
  readonly every: (ms: number, run: () => void) => void
}

const NOBODY: Supervisor = { ready: () => {}, stopping: () => {}, watch: () => {} }

/** The supervisor that the environment names, by sd_notify(3) and sd_watchdog_enabled(3); one that hears nothing else. */
export function supervisorOf({ environment, notify, every }: SupervisorParts): Supervisor {
  if (!environment.NOTIFY_SOCKET) return NOBODY
  const watchdog = Number(environment.WATCHDOG_USEC) / 1_000
  return {
    ready: (status) => notify(['--ready', `--status=${status}`]),
    stopping: () => notify(['STOPPING=1', 'STATUS=draining']),
    watch: (isAlive) => {
      if (!(watchdog > 0)) return
      // Three words before its patience ends: one may be late on a busy machine.
      every(watchdog / 3, () => void isAlive().then((lives) => lives && notify(['WATCHDOG=1'])))
    },
  }
}

/** Those parts as this process has them. A word that does not arrive is systemd's to miss. */
export function processSupervisor(onFailed: (error: Error) => void): Supervisor {
  return supervisorOf({
    environment: process.env,
    notify: (args) => {
      execFile('systemd-notify', args, { timeout: 10_000 }, (error) => error && onFailed(error))
    },
    every: (ms, run) => void setInterval(run, ms).unref(),
  })
}
