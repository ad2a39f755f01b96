import type { ElectronApplication } from '@playwright/test'
import { type Block, type LongestBlock, watchLoop } from '../measures/measures.ts'

declare global {
  var longestBlock: (() => Block) | undefined
}

/** The loop of the app's main process. */
export async function watchMain(electron: ElectronApplication): Promise<LongestBlock> {
  await electron.evaluate(`globalThis.longestBlock = (${watchLoop})(), undefined`)
  return () => electron.evaluate(() => globalThis.longestBlock?.() ?? { time: Number.NaN, work: Number.NaN })
}

export interface Memory {
  readonly rss: number
  readonly heapUsed: number
}

/** Main's memory in bytes, after a full collection: what it holds, not what it has not swept yet. */
export function memoryOfMain(electron: ElectronApplication): Promise<Memory> {
  return electron.evaluate(() => {
    process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc')
    process.getBuiltinModule('node:vm').runInNewContext('gc')()
    const { rss, heapUsed } = process.memoryUsage()
    return { rss, heapUsed }
  })
}
