import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { SessionOf } from '../../access/session.ts'
import type { FoundSession } from '../../access/session-way.ts'
import { sendError } from '../edge/errors.ts'
import type { FailedSignIns } from '../edge/failed-sign-ins.ts'
import type { AppParts } from '../edge/parts.ts'
import { queryOf } from '../edge/query.ts'
import { openBrowserSession } from './browser-session.ts'
import { type DeskAsk, deskAnswer, deskOrigin, deskQuery, readDeskAsk } from './desk-ask.ts'
import { formOf, isOwnPage } from './form.ts'
import type { OneTime } from './one-time.ts'
import { type Html, html, sendPage } from './page.ts'
import { noteRefusedSignIn } from './refused-sign-in.ts'
import type { WayIn } from './way-in.ts'

/** What a person agreed to: the desk that proves itself by this challenge gets a session of its own. */
export interface Agreed {
  readonly challenge: string
  readonly of: SessionOf
  /** The session in which it was agreed; without it nothing comes of it. */
  readonly session: string
}

export interface DeskPagesParts {
  readonly parts: AppParts
  /** Questions that were asked, by what their form brings back. */
  readonly questions: OneTime<{ readonly ask: DeskAsk; readonly session: string }>
  readonly agreed: OneTime<Agreed>
  /** The ways in beside a token. */
  readonly ways: readonly WayIn[]
  readonly failed: FailedSignIns
}

/**
 * How a desk signs its person in: it opens these pages in the system's browser, where they sign in as they always do,
 * and are asked whether that desk may come in as them.
 */
export function deskPages(app: FastifyInstance, desk: DeskPagesParts): void {
  const { parts } = desk
  const config = { right: 'public', page: true } as const
  app.get('/sign-in/desk', { config }, async (request, reply) => {
    const ask = isOwnPage(request, 'visit', parts.settings) ? readDeskAsk(queryOf(request)) : undefined
    if (ask === undefined) return sendBegin(reply)
    if (parts.settings.sign_in === 'off') return sendOff(reply)
    const found = await sessionOf(parts, request)
    return found === undefined ? sendWays(desk, ask, reply) : sendQuestion(desk, ask, found, reply)
  })
  app.post('/sign-in/desk', { config }, (request, reply) => answered(desk, request, reply))
  app.post('/sign-in/token', { config }, (request, reply) => signInByToken(desk, request, reply))
}

async function answered(
  { parts, questions, agreed }: DeskPagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const form = isOwnPage(request, 'form', parts.settings) ? formOf(request) : undefined
  if (form === undefined) return refuseForm(request, reply)
  const question = await questions.take(form.get('question') ?? '')
  const found = await sessionOf(parts, request)
  // Of this browser's own session, and of none that somebody laid into it since.
  if (question === undefined || found === undefined || question.session !== found.session.id)
    return sendBegin(reply)
  const { ask } = question
  if (form.get('answer') !== 'yes') return reply.redirect(deskAnswer(ask, { error: 'access_denied' }), 303)
  const { id, of } = found.session
  const code = await agreed.put({ challenge: ask.challenge, of, session: id })
  return reply.header('cache-control', 'no-store').redirect(deskAnswer(ask, { code }), 303)
}

async function signInByToken(
  desk: DeskPagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { parts } = desk
  const form = isOwnPage(request, 'form', parts.settings) ? formOf(request) : undefined
  if (form === undefined) return refuseForm(request, reply)
  const ask = readDeskAsk(form)
  if (ask === undefined) return sendBegin(reply)
  const authorization = `Bearer ${form.get('token')?.trim()}`
  const door = { ...parts.doorOf(request.raw), authorization, cookie: undefined, isControl: false }
  const admission = await parts.authorize(door, 'known')
  const token = admission.ok ? parts.core.credential(admission.principal.credential ?? '') : undefined
  if (token === undefined) {
    noteRefusedSignIn(parts, request, 'unauthorized')
    return (
      (await desk.failed.refuse(request, reply)) ?? sendWays(desk, ask, reply, 'This token is not good here.')
    )
  }
  const opened = await openBrowserSession(parts, request, reply, { way: 'token', hash: token.hash })
  if (!opened.ok) return sendWays(desk, ask, reply, `${opened.message}.`)
  return reply.redirect(`desk?${deskQuery(ask)}`, 303)
}

/** By what the browser carries alone. */
async function sessionOf(
  { authorize, doorOf, core }: AppParts,
  request: FastifyRequest,
): Promise<FoundSession | undefined> {
  const door = { ...doorOf(request.raw), authorization: undefined, isControl: false }
  const admission = await authorize(door, 'known')
  const id = admission.ok ? admission.principal.session : undefined
  return id === undefined ? undefined : core.session(id)
}

async function sendQuestion(
  { questions }: DeskPagesParts,
  ask: DeskAsk,
  { session, person }: FoundSession,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const question = await questions.put({ ask, session: session.id })
  return sendPage(reply, {
    status: 200,
    title: `Let Watchfloor on this computer in as ${person.name}?`,
    onward: deskOrigin(ask),
    body: html`<p>The app on this computer asks to see and do here what you may, as <strong>${person.name}</strong>
(${person.role}). Agree only if you have just begun to sign in there.</p>
<form method="post" action="desk"><input type="hidden" name="question" value="${question}">
<button class="first" name="answer" value="yes">Let it in</button><button name="answer" value="no">Do not</button></form>`,
  })
}

function sendWays(
  { ways }: DeskPagesParts,
  ask: DeskAsk,
  reply: FastifyReply,
  trouble?: string,
): FastifyReply {
  const query = deskQuery(ask)
  const links = ways.map(
    ({ name, url }): Html =>
      html`<p><a class="button first" href="${`${url}?${query}`}">Sign in with ${name}</a></p>`,
  )
  return sendPage(reply, {
    status: trouble === undefined ? 200 : 401,
    title: 'Sign in to let Watchfloor on this computer in',
    body: html`${links}<form method="post" action="token">
<input type="hidden" name="port" value="${ask.port}"><input type="hidden" name="state" value="${ask.state}">
<input type="hidden" name="challenge" value="${ask.challenge}">
<label>Token <input type="password" name="token" maxlength="1000" autocomplete="current-password" required></label>
<button>Sign in with the token</button></form>${trouble === undefined ? [] : html`<p role="alert">${trouble}</p>`}`,
  })
}

function sendBegin(reply: FastifyReply): FastifyReply {
  return sendPage(reply, {
    status: 400,
    title: 'Begin again in Watchfloor',
    body: html`<p>This page is no whole question of a Watchfloor app, or it was answered already, or you were signed out
meanwhile. Nothing was let in. Go to the app and choose to sign in once more.</p>`,
  })
}

function sendOff(reply: FastifyReply): FastifyReply {
  return sendPage(reply, {
    status: 409,
    title: 'Nobody signs in here',
    body: html`<p>Whoever reaches this server may do everything (<code>sign_in</code> is <code>off</code>). The app needs
no session.</p>`,
  })
}

function refuseForm(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const message = 'only this server’s own page may send this'
  return sendError(request, reply, { status: 403, message, from: 'framework' })
}
