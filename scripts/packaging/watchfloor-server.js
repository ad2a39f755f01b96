#!/usr/bin/env node
// The server's package begins here, in words that any Node can read: an old one stops with a sentence.
import { accessSync, constants, mkdirSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Watchfloor needs Node 22.18 or newer (24 is best); this is ${process.versions.node} at ${process.execPath}.`,
  )
  process.exit(1)
}

/** How far half of V8's young generation may grow, MiB: docs/performance.md says why so far, and no further. */
const HEAP = '--max-semi-space-size=16'
const SAYS_IT = /max[-_]semi[-_]space[-_]size/

/**
 * V8 must know it before it begins. Where the command that started the server does not say it, as that of a global
 * installation, this process becomes one whose command does: with the same pid and parent, so that signals and
 * supervisors find it. Windows has no way to do that, and goes on with a larger heap; so does a Node that does not know
 * where it lies, as without /proc: a failed execve would end it.
 */
function sayItToV8() {
  const { argv, env, execArgv, execPath } = process
  const [, file, command = 'serve'] = argv
  const isServing = command === 'serve' || command.startsWith('-')
  const isSaid = SAYS_IT.test(`${execArgv.join(' ')} ${env.NODE_OPTIONS ?? ''}`)
  if (!isServing || isSaid || process.execve === undefined || process.platform === 'win32') return
  if (!isAbsolute(execPath)) return
  try {
    accessSync(execPath, constants.X_OK)
    process.execve(execPath, [execPath, ...execArgv, HEAP, file, ...argv.slice(2)], env)
  } catch {}
}

sayItToV8()

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
