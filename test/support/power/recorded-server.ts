import { execFile } from 'node:child_process'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { type ServerProcess, startServerProcess } from '../programs/server-process.ts'

const SOURCE = join(import.meta.dirname, 'recorder.c')

const PUT = `
const fs = require('node:fs')
const [from, to] = process.argv.slice(1)
fs.writeFileSync(to, fs.readFileSync(from), { flush: true })
fs.fsyncSync(fs.openSync(require('node:path').dirname(to)))
`

/** Starts servers whose writes and syncs are written down. */
export interface Recorder {
  readonly record: string
  /** With them a program writes down what it does in a folder. */
  readonly variables: (folder: string) => Readonly<Record<string, string>>
  readonly start: (folder: string) => Promise<ServerProcess>
  /** Puts a file into a folder of such a server, safely. */
  readonly put: (file: string, folder: string) => Promise<void>
}

/** Compiles the recorder into a folder; undefined where there is no compiler of C. */
export async function makeRecorder(work: string): Promise<Recorder | undefined> {
  const library = join(work, 'recorder.so')
  const record = join(work, 'record')
  try {
    const flags = ['-std=gnu11', '-Wall', '-Wextra', '-Werror', '-O2', '-shared', '-fPIC']
    await promisify(execFile)('cc', [...flags, '-o', library, SOURCE, '-ldl'])
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const variables = (folder: string) => ({
    LD_PRELOAD: library,
    POWER_FOLDER: folder,
    POWER_RECORD: record,
  })
  return {
    record,
    variables,
    start: (folder) =>
      startServerProcess(folder, { env: { ...variables(folder), WATCHFLOOR_DISK_RESERVE: '1MB' } }),
    put: async (file, folder) => {
      const env = { ...process.env, ...variables(folder) }
      await promisify(execFile)(process.execPath, ['-e', PUT, file, join(folder, basename(file))], { env })
    },
  }
}
