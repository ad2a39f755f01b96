import { rm } from 'node:fs/promises'
import { type JoinCodes, type JoinCodesParts, openJoinCodes } from './join/join-codes.ts'
import { addFromFile, sharedJoinCodes } from './join/shared-join-codes.ts'
import type { Storage } from './storage/storage.ts'

/**
 * The codes of join links: in the store where several servers share one, else in a file of this server's. What stands in
 * such a file of before goes into the store.
 */
export async function joinsOf(
  { signIns }: Pick<Storage, 'signIns'>,
  file: string,
  parts: Omit<JoinCodesParts, 'file'>,
): Promise<JoinCodes> {
  if (signIns === undefined) return openJoinCodes({ ...parts, file })
  const store = signIns.joinCodes
  try {
    await addFromFile(file, store, parts.now())
    await rm(file, { force: true })
  } catch (err) {
    parts.logger.warn({ err, file }, 'earlier join links are not known yet: the next start takes them over')
  }
  return sharedJoinCodes({ ...parts, store })
}
