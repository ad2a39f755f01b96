#!/usr/bin/env node
// The server's package begins here, in words that any Node can read: an old one stops with a sentence.
import { mkdirSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Watchfloor needs Node 22.18 or newer (24 is best); this is ${process.versions.node} at ${process.execPath}.`,
  )
  process.exit(1)
}

/** Only for its user: who may write there decides what this server runs. */
function cacheFolder() {
  const { CACHE_DIRECTORY, XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  if (CACHE_DIRECTORY) return CACHE_DIRECTORY.split(':')[0]
  if (process.platform === 'win32') return join(LOCALAPPDATA ?? homedir(), 'Watchfloor')
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches/watchfloor')
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'watchfloor')
}

// What Node has compiled once it need not compile at the next start. Where nothing can be kept it does so each time.
if (!process.env.NODE_DISABLE_COMPILE_CACHE) {
  try {
    const folder = join(cacheFolder(), 'compiled')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    nodeModule.enableCompileCache(folder)
    // Node keeps it when it ends, which a crash or a kill never lets it.
    setTimeout(nodeModule.flushCompileCache, 5_000).unref()
  } catch {}
}

const { main } = await import('./lib/server.js')
process.exitCode = await main(process.argv.slice(2), process.env)
process.exit()
