import type { IncomingMessage } from 'node:http'
import { ApiError } from '@watchfloor/contract'
import type { FastifyInstance } from 'fastify'
import { json, nothing } from '../../openapi/answers.ts'
import type { Operation } from '../../openapi/operation.ts'
import { sendDenial } from '../admission/denial.ts'

export const UPGRADE_PATH = '/ws/dashboard'

const OPERATION: Operation = {
  id: 'openWebSocket',
  chapter: 'Following',
  right: 'read',
  summary: 'Every change over a WebSocket, both ways',
  description:
    'Send a `subscribe` first (`ClientMessage`). What comes is an event (`Event`) or, with a `control` field, a word about the stream itself (`Control`).',
  answers: {
    101: nothing('The WebSocket is open.'),
    403: json(ApiError, 'Pages of this origin may not.'),
    426: json(ApiError, 'The request asked for no upgrade; a proxy on the way may have lost it.'),
    429: json(
      ApiError,
      'The address has too many streams, or tried too often; poll, or wait for `Retry-After`.',
    ),
    503: json(ApiError, 'The server is full, or goes away; come back after `Retry-After`.'),
  },
}

/** Is this request for the WebSocket? */
export function isUpgradePath({ url = '' }: IncomingMessage): boolean {
  return url.startsWith(UPGRADE_PATH) && /^\/?(\?|$)/.test(url.slice(UPGRADE_PATH.length))
}

/**
 * A plain request for the WebSocket's path: 426 with what to ask for (RFC 9110, 15.5.22). Behind a proxy it is what
 * a lost `Upgrade` looks like.
 */
export function registerUpgradePath(fastify: FastifyInstance): void {
  fastify.get(UPGRADE_PATH, { config: { operation: OPERATION } }, (_request, reply) => {
    reply.headers({ upgrade: 'websocket', connection: 'Upgrade, close' })
    const message = `GET ${UPGRADE_PATH}: this is a WebSocket, and the request asked for no upgrade; a proxy on the way must pass Upgrade and Connection on`
    return sendDenial(reply, { status: 426, code: 'upgrade_required', message })
  })
}
