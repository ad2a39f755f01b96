import {
  ApiError,
  formatTime,
  isJoinable,
  JoinAnswer,
  JoinLinkAnswer,
  JoinLinkRequest,
  JoinRequest,
  joinLink,
  parser,
  WaitingLink,
  WaitingLinks,
} from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { nobodyAt } from '../../audit/actor.ts'
import { type Exchanged, MOST_WAITING } from '../../join/join-codes.ts'
import { json } from '../../openapi/answers.ts'
import { pathParameter } from '../../openapi/parameters.ts'
import { sendInvalid, sendRefused } from '../edge/answers.ts'
import { acting, noted } from '../edge/audited.ts'
import { errorOf, sendError } from '../edge/errors.ts'
import { type FailedSignIns, failedSignIns } from '../edge/failed-sign-ins.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { sendJson } from '../edge/send.ts'
import { readBodyAs } from '../edge/typed-body.ts'

const parseLink = parser(JoinLinkRequest)
const parseJoin = parser(JoinRequest)

const MAKE = {
  id: 'makeJoinLink',
  chapter: 'Operating',
  right: 'administer',
  summary: 'Make a link that brings one desk to this server',
  description:
    'It counts for 24 hours and once. Where people sign in, the desk gets a token of its own by it, in the name that is given here. The server keeps only a hash of its code, so it is told here and never again. It leads to external_url, or to what was asked here; that must be https, or this computer.',
  body: { schema: JoinLinkRequest, optional: true },
  answers: {
    200: json(JoinLinkAnswer, 'The link, to be given to one person.'),
    400: json(ApiError, 'It is not said whose desk it is, where people sign in.'),
    409: json(ApiError, 'No desk could follow it, or too many wait for their person.'),
    503: json(ApiError, 'It could not be kept.'),
  },
} as const

const LIST = {
  id: 'getJoinLinks',
  chapter: 'Operating',
  right: 'administer',
  summary: 'Join links that wait for their person',
  answers: { 200: json(WaitingLinks, 'The oldest first. What was used or is over is not among them.') },
} as const

const REVOKE = {
  id: 'revokeJoinLink',
  chapter: 'Operating',
  right: 'administer',
  summary: 'Take a join link back that was not used',
  parameters: [pathParameter('id', Type.String(), 'Its id in the list.')],
  answers: {
    200: json(WaitingLink, 'What it was. Nobody joins by it any more.'),
    404: json(
      ApiError,
      'No link with this id waits; who joined by it has a token, which is taken back by itself.',
    ),
    503: json(ApiError, 'It could not be kept; the link stays good.'),
  },
} as const

const JOIN = {
  id: 'join',
  chapter: 'Operating',
  right: 'public',
  summary: 'Exchange the one-time code of a join link for what a desk needs',
  description:
    'Answered to anybody who has the code, whoever signs people in. Codes that are none are told to wait when they come too often from one address.',
  body: { schema: JoinRequest },
  answers: {
    200: json(JoinAnswer, 'The code is used now.'),
    400: json(ApiError, 'No token could be made; the code stays good.'),
    404: json(ApiError, 'There is no such code.'),
    410: json(ApiError, 'It was used (`used`), taken back (`revoked`), or its day is over (`expired`).'),
    429: json(ApiError, 'There is no such code, and too many others came from there.'),
    503: json(ApiError, 'Its use could not be kept; the code stays good.'),
  },
} as const

/** How desks come to this server: links, and what they are exchanged for. */
export function joinRoutes(app: FastifyInstance, parts: AppParts): void {
  const failed = failedSignIns(parts, 'join')
  resource(app, '/api/v2/join-links', {
    GET: handler(LIST, async (): Promise<WaitingLinks> => ({ links: await parts.joins.waiting() })),
    POST: handler(MAKE, (request, reply) => make(parts, request, reply)),
  })
  resource(app, '/api/v2/join-links/:id', {
    DELETE: handler(REVOKE, (request, reply) => revoke(parts, request, reply)),
  })
  resource(app, '/api/v2/join', {
    POST: handler(JOIN, (request, reply) => join(parts, failed, request, reply)),
  })
}

async function make(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<JoinLinkAnswer | FastifyReply> {
  const { joins, logger, settings } = parts
  const asked = await readBodyAs(parts, request, reply, 'join link', parseLink, {})
  if (asked === undefined) return reply
  const { address } = selfOf(parts, request)
  if (!isJoinable(address)) {
    const message = `a desk joins over https, or on its own computer, and this server is at ${address}: put TLS in front of it, and set external_url`
    return sendRefused(request, reply, { reason: 'conflict', message })
  }
  const { anonymous, name: by } = request.principal
  const { name, role = 'responder' } = asked
  if (settings.sign_in !== 'off' && name === undefined)
    return sendInvalid(request, reply, 'name is missing: say whose desk it is, since people sign in here')
  // A link that a stranger made signs nobody in, should people have to sign in by the time that it is used.
  const made = await noted(
    acting(parts, request),
    'join-link.make',
    { name, role },
    () => joins.make(by, anonymous || name === undefined ? null : { name, role }),
    (outcome) => (outcome.ok ? { result: 'ok' } : { result: 'unavailable', reason: outcome.reason }),
  )
  if (made.ok) {
    logger.info({ by, name, address: request.address, request: request.id }, 'a join link was made')
    return {
      link: joinLink({ server: address, code: made.code }),
      server: address,
      expires_at: formatTime(made.expiresAt),
    }
  }
  switch (made.reason) {
    case 'too_many': {
      const message = `${MOST_WAITING} links wait for their person already; each waits for 24 hours at most`
      return sendRefused(request, reply, { reason: 'conflict', message })
    }
    case 'unavailable':
      return sendRefused(request, reply, made)
    case 'unsaved': {
      const message = 'the link could not be kept: the server’s log says more'
      return sendRefused(request, reply, { reason: 'unavailable', message })
    }
  }
}

async function revoke(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<WaitingLink | FastifyReply> {
  const { id } = request.params as { readonly id: string }
  const link = (await parts.joins.waiting()).find((one) => one.id === id)
  if (link === undefined) return sendRefused(request, reply, notWaiting(id))
  const { name, role, made_by } = link
  const revoked = await noted(
    acting(parts, request),
    'join-link.revoke',
    { id, name, role, made_by },
    () => parts.joins.revoke(id),
    (outcome) =>
      outcome.ok
        ? { result: 'ok' }
        : { result: outcome.reason === 'unknown' ? 'not_found' : 'unavailable', reason: outcome.reason },
  )
  if (revoked.ok) {
    const by = request.principal.name
    parts.logger.info({ id, name, by, request: request.id }, 'a join link was taken back')
    return revoked.link
  }
  if (revoked.reason === 'unknown') return sendRefused(request, reply, notWaiting(id))
  const message = 'that it is taken back could not be kept: the link stays good; the server’s log says more'
  return sendRefused(request, reply, { reason: 'unavailable', message })
}

function notWaiting(id: string): { readonly reason: 'not_found'; readonly message: string } {
  return {
    reason: 'not_found',
    message: `no join link ${JSON.stringify(id.slice(0, 64))} waits for its person`,
  }
}

async function join(
  parts: AppParts,
  failed: FailedSignIns,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<JoinAnswer | FastifyReply> {
  reply.header('cache-control', 'no-store')
  const { joins, logger, settings } = parts
  const asked = await readBodyAs(parts, request, reply, 'join', parseJoin)
  if (asked === undefined) return reply
  const exchanged = await joins.exchange(asked.code)
  if (!exchanged.ok) {
    const early = exchanged.reason === 'unknown' ? await failed.refuse(request, reply) : undefined
    return early ?? refuse(exchanged, request, reply)
  }
  const { given } = exchanged
  const server = selfOf(parts, request)
  const { desk, made_by: by } = given
  // Who carries the code is not known otherwise: they are whom it was made for.
  const who = { ...nobodyAt(request.address, request.id), credential: 'join-link', subject: 'join-link' }
  const joining = parts.core.by({ ...who, name: desk?.name ?? null })
  const told = await joining.note({ what: 'join-link.use', result: 'ok', detail: { made_by: by } })
  if (!told.ok) {
    await joins.giveBack(given)
    return sendRefused(request, reply, told)
  }
  logger.info(
    { by, name: desk?.name, address: request.address, request: request.id },
    'a desk joined by a link',
  )
  if (settings.sign_in === 'off' || desk === null) return { server, credential: null }
  const made = await joining.createCredential({
    ...desk,
    scope: undefined,
    labels: undefined,
    expiresAt: undefined,
    by: `${by ?? 'nobody'}, by a join link`,
  })
  if (made.ok) return { server, credential: { kind: 'token', token: made.value.token } }
  await joins.giveBack(given)
  return sendRefused(request, reply, made)
}

/** Where this server is reached; by the control socket, nothing was asked for by an address. */
function selfOf({ front, settings, doorOf, ownUrl }: AppParts, { raw }: FastifyRequest) {
  const self = front.selfFor(raw)
  return doorOf(raw).isControl && settings.external_url === '' ? { ...self, address: ownUrl } : self
}

function refuse(
  refused: Exclude<Exchanged, { readonly ok: true }>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  switch (refused.reason) {
    case 'unknown': {
      const message = 'this server knows no such code: it may be another server’s, or of days ago'
      return sendError(request, reply, { status: 404, message, from: 'handler' })
    }
    case 'used': {
      const message = `this link was used at ${formatTime(refused.at)}, and each is for one person: ask for a new one`
      return sendJson<ApiError>(reply, 410, errorOf(request, 'used', message))
    }
    case 'revoked': {
      const message = `this link was taken back at ${formatTime(refused.at)}: ask for a new one`
      return sendJson<ApiError>(reply, 410, errorOf(request, 'revoked', message))
    }
    case 'expired': {
      const message = `this link counted until ${formatTime(refused.at)}: ask for a new one`
      return sendJson<ApiError>(reply, 410, errorOf(request, 'expired', message))
    }
    case 'unsaved':
      return sendRefused(request, reply, {
        reason: 'unavailable',
        message: 'the server could not keep that the link is used; try again',
      })
  }
}
