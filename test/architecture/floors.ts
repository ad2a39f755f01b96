import { dirname } from 'node:path/posix'
import type { Import } from './imports.ts'

/** Folders of `server/src` that decide. They know no clock, disk or socket: what they need comes as arguments. */
export const DECISIONS = [
  'alerts',
  'inhibition',
  'health',
  'silences',
  'alertmanager',
  'sources',
  'cluster',
] as const

/**
 * The floors of each part, from the ground up: folders, and files that stand at the part's root. What stands on a
 * floor may import from its own floor and from those below. A folder that is named here twice or not at all is a
 * mistake; each subfolder has a place of its own.
 */
export const FLOORS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'contract/src/': [['expression'], ['.']],
  'client/src/': [
    ['platform', 'core'],
    ['transports'],
    ['result.ts'],
    ['act-on-many.ts', 'commands.ts', 'outbox.ts', 'requests.ts'],
    ['runtime.ts'],
    ['client.ts'],
    ['index.ts'],
  ],
  'server/src/': [
    ['ground', 'access', 'scope', 'audit', 'openapi'],
    ['access/jwt'],
    [...DECISIONS],
    ['storage', 'log', 'tracing', 'wake'],
    ['join', 'openid'],
    ['storage/sqlite', 'storage/postgres', 'history'],
    ['moving'],
    // Committed state, and how it changes.
    ['ledger'],
    // Whatever takes a stage.
    ['commands'],
    ['stats'],
    ['core'],
    ['stream/parts', 'stream/wire'],
    ['stream/delivery', 'stream/admission'],
    ['stream/connections'],
    ['stream/transports'],
    ['stream', 'upstreams'],
    ['nodes'],
    ['http/door'],
    ['metrics', 'config'],
    ['http/edge'],
    ['http/alertmanager', 'http/api', 'http/sign-in', 'http/webhooks'],
    ['http'],
    [
      'open-connections.ts',
      'control-socket.ts',
      'log-level-of.ts',
      'joins-of.ts',
      'tracing-of.ts',
      'proc-net-tcp.ts',
      'tls',
      'private-files.ts',
      'audit-key.ts',
      'node-identity.ts',
      'node-of.ts',
      'open-storage.ts',
      'postgres-place.ts',
      'redis-place.ts',
      'listening.ts',
      'reloads.ts',
      'data-folder.ts',
      'bind.ts',
      'demo',
    ],
    ['entrance.ts', 'openid-of.ts', 'who-comes-in.ts'],
    ['server.ts'],
    ['cli'],
    ['index.ts'],
  ],
  'src/shared/': [['.']],
  'src/preload/': [['index.ts']],
  'src/main/': [
    ['disk', 'logger.ts', 'troubles.ts'],
    ['settings', 'window', 'notifications', 'updates'],
    ['sign-in'],
    ['presence', 'realtime'],
    ['report'],
    ['ipc'],
    ['electron', 'desktop.ts', 'desktop-parts.ts'],
    ['index.ts'],
  ],
  'src/renderer/': [
    ['ui'],
    ['state'],
    ['bridge/tabs'],
    ['bridge'],
    [
      'features/access',
      'features/acknowledge',
      'features/announcements',
      'features/assistant',
      'features/audit',
      'features/board',
      'features/detail',
      'features/freshness',
      'features/handover',
      'features/history',
      'features/inbox',
      'features/join',
      'features/keyboard',
      'features/rail',
      'features/settings',
      'features/sign-in',
      'features/silences',
      'features/stats',
      'features/timeline',
      'features/toasts',
      'features/views',
      'features/welcome',
    ],
    ['app'],
    ['main.tsx'],
  ],
}

interface Place {
  readonly home: string
  /** The folder, or the file at the part's root. */
  readonly room: string
  /** From the ground up; undefined when it has none. */
  readonly floor: number | undefined
}

/** Where a source stands; undefined outside of every part. */
function placeOf(path: string): Place | undefined {
  const found = Object.entries(FLOORS).find(([home]) => path.startsWith(home))
  if (found === undefined) return undefined
  const [home, floors] = found
  const inside = path.slice(home.length)
  const isFlat = floors.some((rooms) => rooms.includes('.'))
  const room = inside.includes('/') ? dirname(inside) : isFlat ? '.' : inside
  const floor = floors.findIndex((rooms) => rooms.includes(room))
  return { home, room, floor: floor === -1 ? undefined : floor }
}

/** What is wrong with where a source stands; undefined when nothing is. */
export function homeless(path: string): string | undefined {
  const place = placeOf(path)
  return place !== undefined && place.floor === undefined
    ? `${place.home}${place.room} has no floor`
    : undefined
}

/** What is wrong with an import inside one part; undefined when nothing is. */
export function climbs({ file, target, relative }: Import): string | undefined {
  const [from, to] = [placeOf(file), relative ? placeOf(target) : undefined]
  if (from?.floor === undefined || to?.floor === undefined || from.home !== to.home) return undefined
  return to.floor > from.floor
    ? `${from.home}${from.room} may not import ${to.room}, which stands above it`
    : undefined
}

/** Folders that import each other in a loop, one text for each loop that is found. */
export function circles(imports: readonly Import[]): readonly string[] {
  const arrows = new Map<string, Set<string>>()
  for (const { file, target, relative } of imports) {
    const [from, to] = [placeOf(file), relative ? placeOf(target) : undefined]
    if (from === undefined || to === undefined || from.home !== to.home || from.room === to.room) continue
    const key = from.home + from.room
    arrows.set(key, (arrows.get(key) ?? new Set()).add(to.home + to.room))
  }
  const found: string[] = []
  const done = new Set<string>()
  const walk = (room: string, path: readonly string[]): void => {
    const start = path.indexOf(room)
    if (start !== -1) {
      found.push(`folders import each other in a loop: ${[...path.slice(start), room].join(' → ')}`)
      return
    }
    if (done.has(room)) return
    for (const next of [...(arrows.get(room) ?? [])].sort()) walk(next, [...path, room])
    done.add(room)
  }
  for (const room of [...arrows.keys()].sort()) walk(room, [])
  return found
}
