import { readdirSync, readFileSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'

/** What Linux has of the threads of this process. */
const TASKS = '/proc/self/task'
/** As Node calls the threads of V8's platform. */
const V8_WORKER = 'V8Worker'
/**
 * Steps of niceness: where both want the same processor, a third of what the others get. With less they would hardly be
 * served where other programs want it, too, and the main thread, which waits for them when it collects, with them.
 */
const LATER = 5
const LATEST = 19

/**
 * Lets V8's own threads, which compile and collect beside the program, take turns after those that somebody waits for: a
 * server that starts into a storm has everything compiled at once.
 *
 * On Linux niceness is each thread's own (setpriority(2)). Where it is not, where it may not be changed, or where Node gives
 * its threads no names, all stays as it is: nothing but the first seconds is slower then.
 */
export function putCompilingLater(): void {
  if (process.platform !== 'linux') return
  try {
    const niceness = Math.min(getPriority() + LATER, LATEST)
    for (const id of readdirSync(TASKS)) if (nameOf(id) === V8_WORKER) setPriority(Number(id), niceness)
  } catch {}
}

function nameOf(id: string): string {
  return readFileSync(`${TASKS}/${id}/comm`, 'utf8').trim()
}
