import { hostname } from 'node:os'
import { bindDoor, type Door } from './bind.ts'
import type { Settings } from './config/settings.ts'
import type { Clock, Timers } from './ground/clock.ts'
import type { Logger } from './ground/logger.ts'
import type { Finding } from './health/rows.ts'
import { StrangeNames } from './health/strange-names.ts'
import { createFrontDoor, type FrontDoor } from './http/door/front-door.ts'
import { BodyRoom } from './http/edge/body-room.ts'
import type { DoorMetrics } from './metrics/metrics.ts'
import { productOf } from './sources/product.ts'

/** Where requests come in: the bound address, what every request passes, and what of it people should know. */
export interface Entrance {
  readonly door: Door
  readonly front: FrontDoor
  readonly bodies: BodyRoom
  /** Health rows. */
  readonly notices: () => readonly Finding[]
  /** Takes no more connections; resolves when the last has ended, or was cut. */
  readonly close: () => Promise<void>
}

export async function openEntrance(parts: {
  readonly settings: Settings
  readonly metrics: DoorMetrics
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Logger
}): Promise<Entrance> {
  const { settings, metrics, clock, timers, logger } = parts
  const { limits } = settings
  const strangeNames = new StrangeNames()
  const front = createFrontDoor({
    settings,
    machine: hostname(),
    onStrangeName: (name, { headers }, address) => {
      const by = `${productOf(headers['user-agent'])} at ${address}`
      if (!strangeNames.refused(name, by, clock.now())) return
      logger.warn(
        { name, by },
        'requests under this name are refused: add it to the setting hosts if it is this server’s',
      )
    },
    onRefused: metrics.refused,
  })
  const door = await bindDoor(settings.listen, front, {
    connections: limits.connections,
    onShed: metrics.connectionShed,
  })
  metrics.connections(door.connections)
  const bodies = new BodyRoom({
    limit: Math.max(limits.waiting_body_bytes, limits.body_bytes),
    bytesPerSecond: limits.body_bytes_per_second,
    timers,
    monotonic: clock.monotonic,
  })
  metrics.waitingBodies(() => bodies.size)
  return {
    door,
    front,
    bodies,
    notices: () => strangeNames.rows(clock.now()),
    close: async () => {
      await door.close()
      bodies.close()
    },
  }
}
