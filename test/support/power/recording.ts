import { readFile } from 'node:fs/promises'

/** What a program did to a file of its folder, in order; `recorder.c` writes it down. */
export type Operation = { readonly at: bigint } & (
  | { readonly kind: 'open'; readonly fd: number; readonly path: string; readonly empties: boolean }
  | { readonly kind: 'write'; readonly fd: number; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly fd: number; readonly size: number }
  | { readonly kind: 'sync'; readonly fd: number }
  | { readonly kind: 'unlink'; readonly path: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
)

const HEAD_BYTES = 32

/** Every operation of a record. What a program that was killed left half written is not one. */
export async function readRecording(file: string): Promise<readonly Operation[]> {
  const record = await readFile(file)
  const operations: Operation[] = []
  for (let from = 0; from + HEAD_BYTES <= record.length; ) {
    const length = record.readUInt32LE(from + 16)
    const bytes = record.subarray(from + HEAD_BYTES, from + HEAD_BYTES + length)
    if (bytes.length < length) break
    operations.push(operationOf(record.subarray(from, from + HEAD_BYTES), bytes))
    from += HEAD_BYTES + length
  }
  return operations
}

/** The order of the fields is that of `struct head`, the numbers of the kinds those of its `enum`. */
function operationOf(head: Buffer, bytes: Buffer): Operation {
  const at = head.readBigUInt64LE(0)
  const offset = Number(head.readBigInt64LE(8))
  const fd = head.readUInt32LE(20)
  const kind = head.readUInt32LE(24)
  switch (kind) {
    case 1:
      return { at, kind: 'open', fd, path: bytes.toString(), empties: head.readUInt32LE(28) !== 0 }
    case 2:
      return { at, kind: 'write', fd, offset, bytes }
    case 3:
      return { at, kind: 'truncate', fd, size: offset }
    case 4:
      return { at, kind: 'sync', fd }
    case 5:
      return { at, kind: 'unlink', path: bytes.toString() }
    case 6: {
      const [from = '', to = ''] = bytes.toString().split('\0')
      return { at, kind: 'rename', from, to }
    }
    default:
      throw new Error(`a record of kind ${kind}`)
  }
}
