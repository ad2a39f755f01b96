import { createHash, type KeyObject } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { openFeed, publicHalf, sealFeed } from '../../src/main/updates/signed-feed.ts'
import {
  type Audience,
  type FeedFile,
  feedName,
  type Processor,
  type Statement,
  type System,
} from '../../src/main/updates/statement.ts'
import { isNewer } from '../../src/main/updates/version-order.ts'
import type { UpdateChannel } from '../../src/shared/update-state.ts'

export interface FeedWish {
  /** Of the packages, and of the feeds. */
  readonly folder: string
  readonly version: string
  readonly channel: UpdateChannel
  readonly percentage: number
  readonly key: KeyObject
  /** The channel goes back to an older version than it has: desks that run a newer one stay where they are. */
  readonly withdraws: boolean
  readonly now: number
}

const SYSTEM_OF: Readonly<Record<string, System>> = {
  AppImage: 'linux',
  deb: 'linux',
  rpm: 'linux',
  exe: 'windows',
  zip: 'macos',
  dmg: 'macos',
}
const PROCESSOR_OF: Readonly<Record<string, Processor>> = {
  x64: 'x64',
  amd64: 'x64',
  x86_64: 'x64',
  arm64: 'arm64',
  aarch64: 'arm64',
}

/**
 * Signs what a folder has of one version: a feed for each kind of computer, with the size and the hash of its files.
 * Answers the feeds' names, or says what is wrong; then nothing was written.
 */
export async function signFolder(wish: FeedWish): Promise<readonly string[] | { readonly trouble: string }> {
  const found = await packagesOf(wish)
  if (found.size === 0)
    return { trouble: `There is no package of version ${wish.version} in ${wish.folder}.` }
  const feeds: { readonly name: string; readonly bytes: Uint8Array }[] = []
  for (const [kind, names] of found) {
    const [system, processor] = kind.split(' ') as [System, Processor]
    const audience: Audience = { channel: wish.channel, system, processor }
    const name = feedName(audience)
    const before = await feedBefore(join(wish.folder, name), wish.key)
    if (before === 'foreign')
      return { trouble: `${name} is there and was not signed with this key. Move it away to begin anew.` }
    if (before !== undefined && isNewer(before.version, wish.version) && !wish.withdraws)
      return { trouble: `${name} already has ${before.version}. --withdraw takes it back.` }
    const statement: Statement = {
      format: 1,
      product: 'watchfloor',
      ...audience,
      version: wish.version,
      signed_at: signedAt(wish.now, before),
      percentage: wish.percentage,
      files: await Promise.all(names.map((file) => describe(wish.folder, file))),
    }
    feeds.push({ name, bytes: sealFeed(statement, wish.key) })
  }
  for (const { name, bytes } of feeds) {
    const draft = join(wish.folder, `${name}.writing`)
    await writeFile(draft, bytes)
    await rename(draft, join(wish.folder, name))
  }
  return feeds.map(({ name }) => name)
}

/** Names of the version's packages, by `system processor`. */
async function packagesOf({ folder, version }: FeedWish): Promise<ReadonlyMap<string, readonly string[]>> {
  const ends = `(?:(?:linux|mac|win)[-_])?(${Object.keys(PROCESSOR_OF).join('|')})\\.(${Object.keys(SYSTEM_OF).join('|')})$`
  const pattern = new RegExp(`[-_]${version.replaceAll(/[.+]/g, '\\$&')}[-_]${ends}`)
  const found = new Map<string, string[]>()
  for (const name of (await readdir(folder)).toSorted()) {
    const [, processor = '', extension = ''] = pattern.exec(name) ?? []
    const [system, kind] = [SYSTEM_OF[extension], PROCESSOR_OF[processor]]
    if (system === undefined || kind === undefined) continue
    const key = `${system} ${kind}`
    found.set(key, [...(found.get(key) ?? []), name])
  }
  return found
}

async function feedBefore(file: string, key: KeyObject): Promise<Statement | 'foreign' | undefined> {
  const bytes = await readFile(file).catch(() => undefined)
  if (bytes === undefined) return undefined
  const opened = openFeed(bytes, [publicHalf(key)])
  return opened.ok ? opened.statement : 'foreign'
}

/** Always later than the one before, whatever the clock says: desks refuse what was signed before what they know. */
function signedAt(now: number, before: Statement | undefined): string {
  const earliest = before === undefined ? 0 : Date.parse(before.signed_at) + 1_000
  return new Date(Math.max(now, earliest)).toISOString()
}

async function describe(folder: string, name: string): Promise<FeedFile> {
  const path = join(folder, name)
  const hash = createHash('sha512')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  const { size } = await stat(path)
  const blocks = name.endsWith('.AppImage') ? await blockMapSize(path, size) : undefined
  return {
    name,
    size,
    sha512: hash.digest('base64'),
    ...(blocks === undefined ? {} : { block_map_size: blocks }),
  }
}

/** An AppImage of electron-builder ends in its map of blocks and, in four bytes, the map's size. */
async function blockMapSize(path: string, fileSize: number): Promise<number | undefined> {
  const file = await open(path)
  try {
    const end = Buffer.alloc(4)
    await file.read(end, 0, 4, Math.max(0, fileSize - 4))
    const size = end.readUInt32BE()
    if (size === 0 || size > Math.min(fileSize - 4, 10_000_000)) return undefined
    const map = Buffer.alloc(size)
    await file.read(map, 0, size, fileSize - 4 - size)
    JSON.parse(inflateRawSync(map).toString())
    return size
  } catch {
    return undefined
  } finally {
    await file.close()
  }
}
