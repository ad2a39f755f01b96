import { readFileSync } from 'node:fs'
import { createCodec } from './codec.ts'
import { mainWorld } from './main-world.ts'
import { type PreloadOptions, preloadWorld } from './preload-world.ts'
import { createWorldBridge } from './world-bridge.ts'

/** The isolated world of preloads. Its name is Electron's own. */
export const PRELOAD_WORLD = 'Electron Isolated Context'
/** Main's binding in that world, and the function there that main calls. */
export const POST = '__standInPost'
export const RECEIVE = '__standInReceive'

/** The scripts that each new document of a window begins with, one for each world. Functions are sent as source. */
export function pageScripts(preload: string | undefined): {
  readonly page: string
  readonly preload: string
} {
  const secret = crypto.randomUUID()
  const [toPage, toPreload] = [JSON.stringify(`${secret}>page`), JSON.stringify(`${secret}>preload`)]
  const options: Omit<PreloadOptions, 'run'> = {
    post: POST,
    receive: RECEIVE,
    process: {
      type: 'renderer',
      platform: process.platform,
      arch: process.arch,
      versions: {
        electron: process.versions.electron,
        chrome: process.versions.chrome,
        node: process.versions.node,
      },
      env: {},
      sandboxed: true,
      contextIsolated: true,
    },
  }
  return {
    page: inMainFrame(`(${mainWorld})((${createWorldBridge})(${toPage}, ${toPreload}, true))`),
    preload: inMainFrame(
      `(${preloadWorld})((${createWorldBridge})(${toPreload}, ${toPage}, false), (${createCodec})(), ` +
        `{ ...${JSON.stringify(options)}, run: ${preloadFunction(preload)} })`,
    ),
  }
}

const inMainFrame = (statement: string): string => `if (window.top === window) { ${statement} }`

function preloadFunction(path: string | undefined): string {
  if (path === undefined) return 'undefined'
  return `function (require, module, exports, process) { const global = globalThis;\n${readFileSync(path, 'utf8')}\n}`
}
