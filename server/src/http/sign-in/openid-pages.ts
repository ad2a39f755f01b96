import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isSame } from '../../access/session.ts'
import { halfDoneCookie, halfDoneIn } from '../../access/session-cookie.ts'
import { networkOf } from '../../ground/network-of.ts'
import { type Begun, newBegun, type OpenId } from '../../openid/openid.ts'
import { type SharedAttempts, sharedAttempts } from '../edge/failed-sign-ins.ts'
import type { AppParts } from '../edge/parts.ts'
import { queryOf } from '../edge/query.ts'
import { openBrowserSession } from './browser-session.ts'
import { type DeskAsk, deskQuery, readDeskAsk } from './desk-ask.ts'
import { isOwnPage } from './form.ts'
import type { IdTokens } from './id-tokens.ts'
import type { OneTime } from './one-time.ts'
import { type Html, html, sendPage } from './page.ts'
import { noteRefusedSignIn } from './refused-sign-in.ts'

/** A sign-in whose person is at the provider. */
export interface HalfDone extends Begun {
  /** What the browser carries meanwhile: nobody else’s comes back with it. */
  readonly browser: string
  /** The desk that it is for, if it is. */
  readonly desk: DeskAsk | undefined
}

/** So long somebody may take to sign in at the provider. */
export const HALF_DONE_LIFE = 10 * 60_000
/** Sign-ins that one network may begin at once, and in a minute. */
const BEGUN_PER_MINUTE = 60

export interface OpenIdPagesParts {
  readonly parts: AppParts
  readonly openid: OpenId
  readonly halfDone: OneTime<HalfDone>
  readonly idTokens: IdTokens
}

/** How people sign in at the provider: there, and back again. Nowhere in between does an address say where to go next. */
export function openIdPages(app: FastifyInstance, pages: OpenIdPagesParts): void {
  const config = { right: 'public', page: true } as const
  const begun = sharedAttempts(pages.parts, { kind: 'openid', allowed: BEGUN_PER_MINUTE, waiting: 'is free' })
  app.get('/sign-in/openid', { config }, (request, reply) => begin(pages, begun, request, reply))
  app.get('/sign-in/openid/callback', { config }, (request, reply) => comeBack(pages, request, reply))
}

async function begin(
  { parts, openid, halfDone }: OpenIdPagesParts,
  begun: SharedAttempts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { publicUrl } = openid.settings
  // Who signs in chose to: no other page makes them.
  if (!isOwnPage(request, 'visit', parts.settings))
    return again(reply, publicUrl, 403, 'Another page began this', 'Only a person may begin to sign in here.')
  if ((await begun.count(networkOf(request.address))) > 0)
    return again(
      reply,
      publicUrl,
      429,
      'Too many at once',
      'Too many have begun to sign in from there; wait a minute.',
    )
  const carried = halfDoneIn(request.headers.cookie)
  const browser = carried ?? randomBytes(32).toString('base64url')
  const own = newBegun()
  const state = await halfDone.put({ ...own, browser, desk: readDeskAsk(queryOf(request)) })
  const to = await openid.begin(state, own)
  if (to === undefined) {
    await halfDone.take(state)
    return again(reply, publicUrl, 503, ...awayWords(openid))
  }
  reply.header('set-cookie', halfDoneCookie(browser, HALF_DONE_LIFE / 1_000))
  return reply.header('cache-control', 'no-store').redirect(to.href, 303)
}

async function comeBack(
  { parts, openid, halfDone, idTokens }: OpenIdPagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { name, publicUrl } = openid.settings
  const states = queryOf(request).getAll('state')
  const [state = ''] = states.length === 1 ? states : []
  const found = await halfDone.take(state)
  if (found === undefined) {
    noteRefusedSignIn(parts, request, 'invalid')
    return again(
      reply,
      publicUrl,
      400,
      'This sign-in is not known here any more',
      'It was used already, or it took longer than ten minutes, or this server was started anew meanwhile.',
    )
  }
  const carried = halfDoneIn(request.headers.cookie)
  if (carried === undefined || !isSame(carried, found.browser)) {
    noteRefusedSignIn(parts, request, 'forbidden')
    return again(
      reply,
      publicUrl,
      400,
      `This sign-in began in another browser, or under another address than ${publicUrl}`,
      'Nobody was signed in. If somebody sent you here, they may have wanted you to work under their name.',
    )
  }
  const done = await openid.finish(searchOf(request), state, found)
  if (!done.ok) {
    parts.logger.warn(
      { reason: done.reason, why: done.message, address: request.address, request: request.id },
      'nobody was signed in',
    )
    noteRefusedSignIn(parts, request, RESULTS[done.reason])
    switch (done.reason) {
      case 'away':
        return again(reply, publicUrl, 503, ...awayWords(openid), done.message)
      case 'refused':
        return again(reply, publicUrl, 401, 'You are not signed in', `${done.message}.`)
      case 'no_role':
        return again(
          reply,
          publicUrl,
          403,
          'You may not use this Watchfloor',
          `${name} knows you, and what it says of you gives you no role here: ${done.message}. Ask whoever runs this server, or your groups there.`,
        )
      default:
        return done satisfies never
    }
  }
  const opened = await openBrowserSession(parts, request, reply, done.of)
  if (!opened.ok) return again(reply, publicUrl, 503, 'You are not signed in', `${opened.message}.`)
  const { session, person } = opened.value
  idTokens.keep(session.id, done.idToken)
  parts.logger.info(
    { id: session.id, name: person.name, subject: person.subject, request: request.id },
    'somebody signed in',
  )
  const next =
    found.desk === undefined ? `${publicUrl}/` : `${publicUrl}/sign-in/desk?${deskQuery(found.desk)}`
  return sendPage(reply, {
    status: 200,
    title: 'You are signed in',
    body: html`<p>You are <strong>${person.name}</strong>. <a href="${next}">Go on</a></p>`,
    // By a page of ours, and not from the provider's straight away: only so does the session's cookie go along.
    goTo: next,
  })
}

const RESULTS = { away: 'unavailable', refused: 'unauthorized', no_role: 'forbidden' } as const

function searchOf({ url }: FastifyRequest): string {
  const mark = url.indexOf('?')
  return mark < 0 ? '' : url.slice(mark)
}

function awayWords({ settings }: OpenId): readonly [title: string, words: string] {
  return [
    `${settings.name} does not answer`,
    'Nobody can sign in there now. Whoever is signed in goes on; tokens work; try again in a moment.',
  ]
}

function again(
  reply: FastifyReply,
  publicUrl: string,
  status: number,
  title: string,
  ...words: readonly string[]
): FastifyReply {
  const lines = words.map((line): Html => html`<p>${line}</p>`)
  return sendPage(reply, {
    status,
    title,
    body: html`${lines}<p><a class="button first" href="${`${publicUrl}/`}">Back to Watchfloor</a></p>`,
  })
}
