import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { fleetAlert } from './fleet.ts'
import { textFrame, upgradeOf } from './reader-kinds.ts'

/** Takes stamped events in their order. */
export interface PublishTarget {
  /** Resolves when the server has them, where it says so. */
  readonly publish: (stamps: readonly string[]) => Promise<void>
  readonly close: () => void
}

interface AlertsOptions {
  readonly kind: 'alerts'
  readonly port: number
  readonly alerts: number
  /** They are of so many teams in turn. */
  readonly teams?: number
  /** Of who is signed in. */
  readonly token?: string
  /** They are of a made-up fleet, and end then. */
  readonly fleetEndsAt?: string
}

export type TargetOptions =
  /** Watchfloor: each event is an update of one of so many alerts, in a real `POST /api/v2/alerts`. */
  | AlertsOptions
  /** nchan and Socket.IO: a text frame of so many bytes each, on a WebSocket. */
  | { readonly kind: 'nchan' | 'socket.io'; readonly port: number; readonly bytes: number }

export function openTarget(options: TargetOptions): Promise<PublishTarget> {
  return options.kind === 'alerts' ? Promise.resolve(alertsTarget(options)) : framesTarget(options)
}

function alertsTarget({ port, alerts, teams, token, fleetEndsAt }: AlertsOptions): PublishTarget {
  const make = (index: number, stamp: string): object =>
    fleetEndsAt === undefined ? alertOf(index, stamp, teams) : fleetAlert(index, stamp, fleetEndsAt)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let next = 0
  const post = (body: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      }
      const posted = request(
        { agent, port, host: '127.0.0.1', method: 'POST', path: '/api/v2/alerts', headers },
        (response) => response.resume().once('end', () => resolve(response.statusCode ?? 0)),
      )
      posted.once('error', reject)
      posted.end(body)
    })
  return {
    publish: async (stamps) => {
      const body = JSON.stringify(stamps.map((stamp) => make(next++ % alerts, stamp)))
      // As Prometheus does: what did not get its 200 is sent again.
      while ((await post(body).catch(() => 0)) !== 200)
        await new Promise((resolve) => setTimeout(resolve, 50))
    },
    close: () => agent.destroy(),
  }
}

/** A changed generator is an update that is published at once; the stamp rides in it. */
function alertOf(index: number, stamp: string, teams: number | undefined): object {
  const host = `h${String(index).padStart(5, '0')}`
  return {
    labels: {
      alertname: 'HostMemory',
      severity: 'warning',
      host,
      ...(teams !== undefined && { team: teamOf(index % teams) }),
    },
    generatorURL: `http://prometheus/graph?${stamp}`,
  }
}

export function teamOf(index: number): string {
  return `team-${index}`
}

const PATHS = { nchan: '/publish', 'socket.io': '/socket.io/?EIO=4&transport=websocket' }

async function framesTarget(options: {
  kind: 'nchan' | 'socket.io'
  port: number
  bytes: number
}): Promise<PublishTarget> {
  const { kind, port, bytes } = options
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  socket.write(upgradeOf(PATHS[kind]))
  await once(socket, 'data')
  if (kind === 'socket.io') {
    socket.write(textFrame('40'))
    await once(socket, 'data')
  }
  socket.on('error', () => {}).resume()
  const living = setInterval(() => {
    if (kind === 'socket.io') socket.write(textFrame('3'))
  }, 8_000)
  const wrap = (text: string): string => (kind === 'socket.io' ? `42["publish","${text}"]` : text)
  return {
    publish: async (stamps) => {
      const frames = stamps.map((stamp) => textFrame(wrap(stamp.padEnd(bytes - 1, '.'))))
      if (!socket.write(Buffer.concat(frames))) await once(socket, 'drain')
    },
    close: () => {
      clearInterval(living)
      socket.destroy()
    },
  }
}
