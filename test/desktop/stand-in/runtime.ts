import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CommandLine, readCommandLine } from './command-line.ts'

const root = join(import.meta.dirname, '../../..')
const manifest = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')) as {
  readonly version: string
}

/** The Electron that this stands in for. */
export const ELECTRON_VERSION: string = manifest.version

/** This file's folder is Electron's dist directory. */
export const EXECUTABLE: string = process.env.STAND_IN_EXECUTABLE ?? join(import.meta.dirname, 'electron')

/** Read once: the command line of this process. Main may add to and take from `process.argv` later. */
export const COMMAND_LINE: CommandLine = readCommandLine(process.argv.slice(2), ELECTRON_VERSION)
