import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type ServerProcess, startServerProcess } from '../programs/server-process.ts'

const SOURCE = join(import.meta.dirname, 'recorder.c')

/** Starts servers whose writes and syncs are written down. */
export interface Recorder {
  readonly record: string
  readonly start: (folder: string) => Promise<ServerProcess>
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
  return {
    record,
    start: (folder) =>
      startServerProcess(folder, {
        env: {
          LD_PRELOAD: library,
          POWER_FOLDER: folder,
          POWER_RECORD: record,
          WATCHFLOOR_DISK_RESERVE: '1MB',
        },
      }),
  }
}
