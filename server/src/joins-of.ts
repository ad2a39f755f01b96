import { type JoinCodes, type JoinCodesParts, openJoinCodes } from './join/join-codes.ts'
import { sharedJoinCodes } from './join/shared-join-codes.ts'
import type { Storage } from './storage/storage.ts'

/** The codes of join links: in the store where several servers share one, else in a file of this server's. */
export async function joinsOf(
  { signIns }: Pick<Storage, 'signIns'>,
  file: string,
  parts: Omit<JoinCodesParts, 'file'>,
): Promise<JoinCodes> {
  return signIns === undefined
    ? openJoinCodes({ ...parts, file })
    : sharedJoinCodes({ ...parts, store: signIns.joinCodes })
}
