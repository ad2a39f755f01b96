import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { PolicyText } from './administrator.ts'

/** Longer is no file of settings. */
const LONGEST = 65_536
/** Rights to write of anybody but the owner. */
const OTHERS_WRITE = 0o022

export interface PolicyFileOptions {
  readonly file: string
  /** Whose file counts; root's on a person's computer. */
  readonly owner: number
}

/**
 * Linux: a file that root alone could have written. What others could have put there is no administrator's word, and
 * whoever may write in its folder could put another file in its place.
 */
export async function readPolicyFile({ file, owner }: PolicyFileOptions): Promise<PolicyText> {
  let handle: FileHandle
  try {
    // A pipe in its place would hold the start up.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code === 'ENOENT' || code === 'ENOTDIR' ? { kind: 'none' } : { kind: 'refused', why: message }
  }
  try {
    const found = await handle.stat()
    if (!found.isFile()) return refused('it is no file')
    const flaw = flawOf(found, owner) ?? folderFlaw(await stat(dirname(file)), owner)
    if (flaw !== undefined) return refused(flaw)
    if (found.size > LONGEST) return refused(`it is larger than ${LONGEST} bytes`)
    return { kind: 'text', text: await handle.readFile('utf8') }
  } catch (error) {
    return refused((error as Error).message)
  } finally {
    await handle.close()
  }
}

interface Rights {
  readonly uid: number
  readonly mode: number
}

function flawOf({ uid, mode }: Rights, owner: number): string | undefined {
  if (uid !== owner) return `it belongs to user ${uid}, and must be ${ownerName(owner)}`
  if ((mode & OTHERS_WRITE) !== 0) return `others may write it (chmod go-w)`
  return undefined
}

function folderFlaw(rights: Rights, owner: number): string | undefined {
  const flaw = flawOf(rights, owner)
  return flaw === undefined ? undefined : `its folder does not count: ${flaw}`
}

function ownerName(owner: number): string {
  return owner === 0 ? 'root’s' : `that of user ${owner}`
}

function refused(why: string): PolicyText {
  return { kind: 'refused', why }
}
