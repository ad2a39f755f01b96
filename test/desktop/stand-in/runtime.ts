import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type CommandLine, readCommandLine } from './command-line.ts'
import { unpackApp } from './packaged-app.ts'

const root = join(import.meta.dirname, '../../..')
const manifest = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')) as {
  readonly version: string
}

/** The Electron that this stands in for. */
export const ELECTRON_VERSION: string = manifest.version

/** This file's folder is Electron's dist directory. */
export const EXECUTABLE: string = process.env.STAND_IN_EXECUTABLE ?? join(import.meta.dirname, 'electron')

/** Electron's own rule: under another name it is somebody's app, and has it beside it. */
export const IS_PACKAGED: boolean = basename(EXECUTABLE) !== 'electron'

export const RESOURCES: string = join(dirname(EXECUTABLE), 'resources')

/** Read once: the command line of this process. Main may add to and take from `process.argv` later. */
export const COMMAND_LINE: CommandLine = readCommandLine(
  process.argv.slice(2),
  ELECTRON_VERSION,
  IS_PACKAGED ? unpackApp(join(RESOURCES, 'app.asar')) : undefined,
)
