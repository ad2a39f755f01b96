const MINUTE = 60_000

/**
 * What to do when the page's process is gone: begin it again, but not for ever. Times are monotonic milliseconds;
 * `previous` is the crash before this one.
 */
export function afterCrash(previous: number | undefined, now: number): 'reload' | 'give_up' {
  return previous !== undefined && now - previous < MINUTE ? 'give_up' : 'reload'
}
