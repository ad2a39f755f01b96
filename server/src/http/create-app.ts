import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { OverBudget } from '../ground/budgeted.ts'
import { Crowded, Unwanted } from '../ground/turns.ts'
import { StoreAway } from '../storage/sign-ins.ts'
import { StoreBehind } from '../storage/store-behind.ts'
import { alertmanagerAlertRoutes } from './alertmanager/alert-routes.ts'
import { alertsFastPath } from './alertmanager/alerts-fast-path.ts'
import { silenceRoutes } from './alertmanager/silence-routes.ts'
import { statusRoutes } from './alertmanager/status-routes.ts'
import { acknowledgeRoutes } from './api/acknowledge-routes.ts'
import { alertRoutes } from './api/alert-routes.ts'
import { auditRoutes } from './api/audit-routes.ts'
import { boardRoutes } from './api/board-routes.ts'
import { bulkRoutes } from './api/bulk-routes.ts'
import { credentialRoutes } from './api/credential-routes.ts'
import { handOverRoutes } from './api/hand-over-routes.ts'
import { healthRoutes } from './api/health-routes.ts'
import { historyRoutes } from './api/history-routes.ts'
import { joinRoutes } from './api/join-routes.ts'
import { livesRoutes } from './api/lives-routes.ts'
import { logLevelRoutes } from './api/log-level-routes.ts'
import { noteRoutes } from './api/note-routes.ts'
import { operationRoutes } from './api/operation-routes.ts'
import { peopleRoute } from './api/people-route.ts'
import { purgeRoute } from './api/purge-route.ts'
import { resolveRoute } from './api/resolve-route.ts'
import { revocationRoutes } from './api/revocation-routes.ts'
import { severityRoutes } from './api/severity-routes.ts'
import { silenceProposalRoutes } from './api/silence-proposal-routes.ts'
import { ownSilenceRoutes } from './api/silence-routes.ts'
import { saveSilenceRoute } from './api/silence-save-routes.ts'
import { statsRoutes } from './api/stats-routes.ts'
import { describeApi } from './api-description.ts'
import { desktopFeed } from './desktop-feed.ts'
import { docsPage } from './docs-page.ts'
import { auditDoors } from './edge/audited.ts'
import { acceptBodies, wrongType } from './edge/body.ts'
import { BodyRefused } from './edge/body-refused.ts'
import { guardDoors } from './edge/doors.ts'
import { pathOf, sendError, sendPathError } from './edge/errors.ts'
import { followIngest } from './edge/followed.ts'
import { withHandoffs } from './edge/handoff.ts'
import { paceOf } from './edge/pace-of.ts'
import type { AppParts } from './edge/parts.ts'
import { BadQuery } from './edge/query.ts'
import { readRouteOnce } from './edge/route-config.ts'
import { signInRoutes } from './sign-in/sign-in-routes.ts'
import { webConsole } from './web-console.ts'
import { genericWebhookRoutes } from './webhooks/generic-webhook-routes.ts'
import { createGrafanaDoor } from './webhooks/grafana-door.ts'
import { webhookRoutes } from './webhooks/webhook-routes.ts'

/** Builds the HTTP edge: every route, the doors before them, one place for errors. Nothing listens yet. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    serverFactory: (listener) => parts.serverFactory(withHandoffs(listener), alertsFastPath(parts)),
    // Bytes that are no request are answered where the server listens.
    clientErrorHandler: () => {},
    genReqId: (request) => parts.front.requestIdOf(request),
    // Paths that cannot even be decoded never reach a route or the handlers below.
    frameworkErrors: (error, request, reply) => {
      reply.headers(parts.front.pageHeaders(request.raw))
      sendPathError(request, reply, { status: 400, message: error.message })
    },
    routerOptions: { ignoreTrailingSlash: true, querystringParser: () => ({}), maxParamLength: 500 },
  })
  acceptBodies(app, parts.settings.limits.body_bytes, parts.bodies)
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(parts, error, request, reply))
  app.setNotFoundHandler((request, reply) => unknownPath(request, reply))
  followIngest(app, parts)
  readRouteOnce(app)
  app.addHook('onRequest', (request, reply, done) => {
    const { config } = request
    // With the answer's own: what is set on Node's response before is kept in a table, and written from there.
    const { pageHeaders, bareHeaders } = parts.front
    reply.headers(config.operation === undefined ? pageHeaders(request.raw) : bareHeaders(request.raw))
    done()
  })
  guardDoors(app, parts.authorize, parts.doorOf)
  auditDoors(app, parts)
  // Counted like that whether anybody is still there to be answered or not.
  app.addHook('onSend', (request, reply, _payload, done) => {
    const { method, id, config } = request
    const { operation, url = 'unknown' } = config
    const { statusCode: status } = reply
    parts.metrics.http.answered(method, url, status)
    const isIngest = operation?.right === 'ingest'
    if (isIngest && status >= 400) parts.metrics.http.ingestRefused(status)
    // What was taken in has a line of its own.
    if (!isIngest || status >= 400)
      parts.logger.debug({ request: id, method, route: url, status }, 'answered')
    done()
  })

  describeApi(app, parts)
  alertmanagerAlertRoutes(app, parts)
  silenceRoutes(app, parts)
  statusRoutes(app, parts)
  const grafanaDoor = createGrafanaDoor(parts)
  webhookRoutes(app, parts, grafanaDoor)
  genericWebhookRoutes(app, parts, grafanaDoor)
  boardRoutes(app, parts)
  alertRoutes(app, parts)
  acknowledgeRoutes(app, parts)
  bulkRoutes(app, parts)
  resolveRoute(app, parts)
  handOverRoutes(app, parts)
  noteRoutes(app, parts)
  peopleRoute(app, parts)
  ownSilenceRoutes(app, parts)
  saveSilenceRoute(app, parts)
  silenceProposalRoutes(app, parts)
  purgeRoute(app, parts)
  historyRoutes(app, parts)
  livesRoutes(app, parts)
  statsRoutes(app, parts)
  healthRoutes(app, parts)
  operationRoutes(app, parts)
  credentialRoutes(app, parts)
  revocationRoutes(app, parts)
  severityRoutes(app, parts)
  auditRoutes(app, parts)
  logLevelRoutes(app, parts)
  joinRoutes(app, parts)
  signInRoutes(app, parts)
  parts.streaming.registerRoutes(app, (request, reply) => paceOf(parts, request, reply))
  docsPage(app)
  await desktopFeed(app, parts.settings.web.desktop_feed)
  await webConsole(app, parts.settings.web.root)
  return app
}

function answerError(
  { logger, metrics }: AppParts,
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const status = error.statusCode ?? 500
  // What was meant to be sent compressed is not what is sent now.
  reply.removeHeader('content-encoding')
  if (error instanceof BodyRefused) {
    // What is left of a body that was not taken must not be read as the next request.
    reply.header('connection', 'close')
    return sendError(request, reply, { status, message: error.message, from: 'framework' })
  }
  if (
    error instanceof OverBudget ||
    error instanceof Crowded ||
    error instanceof Unwanted ||
    error instanceof StoreAway ||
    error instanceof StoreBehind
  ) {
    if (error instanceof OverBudget) metrics.http.limited('expressions')
    if (error instanceof Crowded) metrics.http.limited('requests')
    return sendError(request, reply, { status, message: error.message, from: 'handler' })
  }
  if (error instanceof BadQuery) {
    return sendError(request, reply, { status, message: error.message, from: 'handler' })
  }
  if (status < 500) {
    const message = status === 415 ? wrongType(request.headers['content-type'] ?? '') : error.message
    return sendError(request, reply, { status, message, from: 'framework' })
  }
  const { id, method } = request
  logger.error({ err: error, request: id, method, path: pathOf(request) }, 'a request failed')
  const message = `internal error while answering ${method} ${pathOf(request)}; the server's log says more at ${id}`
  return sendError(request, reply, { status: 500, message, from: 'handler' })
}

/** Alertmanager's removed first API says so itself; tools such as Grafana ask for paths under it. */
function unknownPath(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!/^\/api\/v1(\/|$)/.test(pathOf(request))) {
    const message = `there is nothing at ${request.method} ${pathOf(request).slice(0, 200)}`
    return sendPathError(request, reply, { status: 404, message })
  }
  const error =
    'The Alertmanager v1 API is removed as of version 0.27.0: use the equivalent route in the v2 API'
  return reply.code(410).send({ status: 'deprecated', error })
}
