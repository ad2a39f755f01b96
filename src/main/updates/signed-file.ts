import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { FeedFile } from './statement.ts'

/** Is a file on the disk, to the byte, the one that was signed? */
export async function isSignedFile(path: string, { size, sha512 }: FeedFile): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  if (found?.size !== size) return false
  const hash = createHash('sha512')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('base64') === sha512
}
