import inspector from 'node:inspector'
import { createRequire, enableCompileCache, registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { COMMAND_LINE, ELECTRON_VERSION, EXECUTABLE, IS_PACKAGED, RESOURCES } from './runtime.ts'

const { args, preloads, inspectPort, app } = COMMAND_LINE

// Every start reads some forty sources; compiled once, they take a third of the time.
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/stand-in'))

// What main finds about itself under Electron.
process.argv = [EXECUTABLE, ...args]
Object.defineProperty(process.versions, 'electron', { value: ELECTRON_VERSION, enumerable: true })
Object.assign(process, {
  type: 'browser',
  ...(IS_PACKAGED ? {} : { defaultApp: true }),
  resourcesPath: RESOURCES,
})

const electron = new URL('./electron-module.ts', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main'
      ? { url: electron, shortCircuit: true }
      : next(specifier, context),
})

// Whole before anybody can ask for it: a debugger evaluates `require('electron')` as soon as it is attached.
await import('./electron-module.ts')
const { app: standIn } = await import('./main/app.ts')
for (const preload of preloads) createRequire(preload)(preload)
if (inspectPort !== undefined) inspector.open(inspectPort, '127.0.0.1', false)

await import(pathToFileURL(app.main).href)
await standIn.start()
