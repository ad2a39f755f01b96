import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

/** What the stand-in was started with, read as Electron reads it. */
export interface CommandLine {
  /** Everything after the executable, unchanged. */
  readonly args: readonly string[]
  /** Modules to load before the app: `-r`, as Playwright gives its loader. */
  readonly preloads: readonly string[]
  readonly inspectPort: number | undefined
  /** Chromium listens on a port too: Playwright needs one. */
  readonly hasDebuggingPort: boolean
  readonly app: AppPackage
}

export interface AppPackage {
  /** `app.getAppPath()`. */
  readonly path: string
  /** The main script. */
  readonly main: string
  readonly name: string
  readonly version: string
  readonly desktopName: string
}

/** `packaged` is the app that it carries; without one, the first argument that is no switch is the app. */
export function readCommandLine(
  args: readonly string[],
  electronVersion: string,
  packaged?: string,
): CommandLine {
  const preloads: string[] = []
  let appPath = packaged
  for (let i = 0; i < args.length && appPath === undefined; i++) {
    const arg = args[i] ?? ''
    if (arg === '-r' || arg === '--require') preloads.push(resolve(args[++i] ?? ''))
    else if (!arg.startsWith('-')) appPath = arg
  }
  const inspect = args.find((arg) => arg === '--inspect' || arg.startsWith('--inspect='))
  return {
    args,
    preloads,
    inspectPort: inspect === undefined ? undefined : Number(inspect.split('=')[1] ?? 9229),
    hasDebuggingPort: args.some((arg) => arg.startsWith('--remote-debugging-port')),
    app: readPackage(appPath, electronVersion),
  }
}

/** The value of a switch; undefined when it was not given, '' when it has none. */
export function switchValue(args: readonly string[], name: string): string | undefined {
  for (const arg of args) {
    if (arg === `--${name}`) return ''
    if (arg.startsWith(`--${name}=`)) return arg.slice(name.length + 3)
  }
  return undefined
}

/** A folder is read by its package.json; a single script runs under Electron's own name and version. */
function readPackage(given: string | undefined, electronVersion: string): AppPackage {
  if (given === undefined) throw new Error('stand-in: give the path of an app')
  const path = resolve(given)
  if (!existsSync(path)) throw new Error(`stand-in: there is no app at ${path}`)
  if (!statSync(path).isDirectory()) {
    const name = 'Electron'
    return { path: dirname(path), main: path, name, version: electronVersion, desktopName: `${name}.desktop` }
  }
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Readonly<
    Record<'name' | 'productName' | 'version' | 'main' | 'desktopName', string | undefined>
  >
  const name = manifest.productName ?? manifest.name ?? basename(path)
  return {
    path,
    main: resolve(path, manifest.main ?? 'index.js'),
    name,
    version: manifest.version ?? electronVersion,
    desktopName: manifest.desktopName ?? `${name}.desktop`,
  }
}
