import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { publicHalf, sealFeed } from '../../../src/main/updates/signed-feed.ts'
import { type FeedFile, feedName, type Statement } from '../../../src/main/updates/statement.ts'

/** A key that only tests know. */
export interface TestKey {
  readonly key: KeyObject
  readonly publicHalf: string
}

export function testKey(): TestKey {
  const { privateKey } = generateKeyPairSync('ed25519')
  return { key: privateKey, publicHalf: publicHalf(privateKey) }
}

export const CONTENT = 'what the package has in it'

/** An AppImage of these blocks as electron-builder makes it: at its end the map of its blocks, and that one's size. */
export function appImageOf(blocks: readonly string[]) {
  const checksums = blocks.map((block) => createHash('sha256').update(block).digest('base64'))
  const file = { name: 'file', offset: 0, checksums, sizes: blocks.map((block) => Buffer.byteLength(block)) }
  const map = deflateRawSync(JSON.stringify({ version: '2', files: [file] }))
  const size = Buffer.alloc(4)
  size.writeUInt32BE(map.length)
  return { bytes: Buffer.concat([Buffer.from(blocks.join('')), map, size]), mapSize: map.length }
}

export function fileOf(name: string, content: string | Uint8Array = CONTENT): FeedFile {
  const sha512 = createHash('sha512').update(content).digest('base64')
  return { name, size: Buffer.byteLength(content), sha512 }
}

/** What a feed says of a version for Linux on x64, with one package; what a test is about is given. */
export function statementOf(part: Partial<Statement> = {}): Statement {
  const version = part.version ?? '1.2.0'
  return {
    format: 1,
    product: 'watchfloor',
    channel: 'stable',
    system: 'linux',
    processor: 'x64',
    version,
    signed_at: '2026-11-29T09:00:00.000Z',
    percentage: 100,
    files: [fileOf(`watchfloor-${version}-linux-x86_64.AppImage`)],
    ...part,
  }
}

/** Writes a feed and its packages into a folder. */
export async function writeFeed(
  folder: string,
  statement: Statement,
  { key }: TestKey,
  content: string | Uint8Array = CONTENT,
): Promise<void> {
  for (const { name } of statement.files) await writeFile(join(folder, name), content)
  await writeFile(join(folder, feedName(statement)), sealFeed(statement, key))
}
