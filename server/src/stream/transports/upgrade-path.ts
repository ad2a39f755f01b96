import type { FastifyInstance } from 'fastify'
import { sendError } from '../admission/denial.ts'

export const UPGRADE_PATH = '/ws/dashboard'

/**
 * A plain request for the WebSocket's path: 426 with what to ask for (RFC 9110, 15.5.22). Behind a proxy it is what
 * a lost `Upgrade` looks like.
 */
export function registerUpgradePath(fastify: FastifyInstance): void {
  fastify.get(UPGRADE_PATH, (_request, reply) => {
    reply.headers({ upgrade: 'websocket', connection: 'Upgrade' })
    const message = `GET ${UPGRADE_PATH}: this is a WebSocket, and the request asked for no upgrade; a proxy on the way must pass Upgrade and Connection on`
    return sendError(reply, 426, 'upgrade_required', message)
  })
}
