import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { formatTime, type Millis } from '@watchfloor/contract'
import { newKey, type Signer, signerOf } from './audit/checkpoint.ts'
import type { Logger } from './ground/logger.ts'
import { reasonOf } from './ground/reason-of.ts'
import { StartProblem } from './ground/start-problem.ts'
import type { AuditStore } from './storage/storage.ts'

/** The key that signs what retention leaves of the audit log: the one that the settings name, or this folder's own. */
export function openAuditKey(
  { given, own }: { readonly given: string; readonly own: string },
  now: Millis,
  logger: Pick<Logger, 'error'>,
): Signer {
  return given === '' ? ownKey(own, now, logger) : givenKey(given)
}

function givenKey(file: string): Signer {
  try {
    return signerOf(readFileSync(file, 'utf8'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartProblem(
      `retention.audit_key_file ${file} cannot be read as a key (${reason}). Make one with openssl genpkey -algorithm ed25519, or leave the setting out.`,
    )
  }
}

/** Made at the first start, and nobody's but this user's to read. One that is no key is put aside, and said. */
function ownKey(file: string, now: Millis, logger: Pick<Logger, 'error'>): Signer {
  if (existsSync(file)) {
    const text = readOwn(file)
    try {
      return signerOf(text)
    } catch {
      const aside = `${file}.damaged-${formatTime(now).replaceAll(/[^0-9]/g, '')}`
      renameSync(file, aside)
      logger.error(
        { aside },
        'the key of the audit log was none: it was put aside, and another signs from now on',
      )
    }
  }
  const pem = newKey()
  try {
    write(file, pem)
  } catch (error) {
    throw new StartProblem(`The key of the audit log cannot be written to ${file}: ${reasonOf(error)}.`)
  }
  return signerOf(pem)
}

/** One that cannot be read may be a good key all the same, such as one that came out of a backup as another user's. */
function readOwn(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new StartProblem(
      `The key of the audit log, ${file}, cannot be read: ${reasonOf(error)}. Give this user the right to, or move it away, and another signs from then on.`,
    )
  }
}

/** A file that is not there yet; where there is no room for all of it, nothing is left. */
function write(file: string, pem: string): void {
  const handle = openSync(file, 'wx', 0o600)
  try {
    writeSync(handle, pem)
    fsyncSync(handle)
  } catch (error) {
    rmSync(file, { force: true })
    throw error
  } finally {
    closeSync(handle)
  }
}

/** Other servers of the store are to know by which key this one signs; where that is another than theirs, it is said. */
export async function tellAuditKey(
  { keys }: Pick<AuditStore, 'keys'>,
  { publicKey }: Signer,
  name: string,
  logger: Pick<Logger, 'info'>,
): Promise<void> {
  const before = (await keys?.tell(publicKey, name)) ?? []
  if (before.length > 0 && !before.includes(publicKey))
    logger.info(
      { public_key: publicKey, known: before },
      'this server signs what retention leaves of the audit log with another key than those before it; verification takes each of them',
    )
}
