import { readFile } from 'node:fs/promises'
import type { Browser, CDPSession, Page } from '@playwright/test'

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** Tasks of the page's main thread, ms each: as time, and as what the thread itself worked, where the trace says it. */
export interface Task {
  readonly time: number
  readonly work: number | null
}

const ALL = ['devtools.timeline', 'v8.execute', 'disabled-by-default-v8.cpu_profiler', 'blink.user_timing']

/** Records while `work` runs. With a path, whatever a person needs who opens it in the developer tools. */
export async function traced(
  browser: Browser,
  page: Page,
  path: string | undefined,
  work: () => Promise<void>,
): Promise<readonly Task[]> {
  const categories = ['toplevel', '__metadata', ...(path === undefined ? [] : ALL)]
  await browser.startTracing(page, { categories, ...(path !== undefined && { path }) })
  await work()
  const bytes = await browser.stopTracing()
  const text = path === undefined ? bytes.toString() : await readFile(path, 'utf8')
  return tasksOf((JSON.parse(text) as { traceEvents: readonly TraceEvent[] }).traceEvents)
}

/** Of the renderer that did most: the browser has others for pages of its own. */
function tasksOf(events: readonly TraceEvent[]): readonly Task[] {
  const mains = new Set<string>()
  for (const { name, args, pid, tid } of events)
    if (name === 'thread_name' && args?.name === 'CrRendererMain') mains.add(`${pid} ${tid}`)
  const byThread = new Map<string, Task[]>()
  for (const { name, ph, pid, tid, dur = 0, tdur } of events) {
    const thread = `${pid} ${tid}`
    if (ph !== 'X' || name !== 'ThreadControllerImpl::RunTask' || !mains.has(thread)) continue
    const tasks = byThread.get(thread) ?? []
    tasks.push({ time: dur / 1000, work: tdur === undefined ? null : tdur / 1000 })
    byThread.set(thread, tasks)
  }
  const busy = (tasks: readonly Task[]): number => tasks.reduce((sum, { time }) => sum + time, 0)
  return [...byThread.values()].toSorted((a, b) => busy(b) - busy(a))[0] ?? []
}

/** Seconds that the main thread has worked since it began, by its own clock. */
export async function workOf(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
}

export async function countWork(cdp: CDPSession): Promise<void> {
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
}

/** What is alive in the page, bytes. */
export async function heapOf(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage')
  await cdp.send('HeapProfiler.collectGarbage')
  const { usedSize } = await cdp.send('Runtime.getHeapUsage')
  return usedSize
}
