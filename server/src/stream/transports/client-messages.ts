import {
  CLOSE_BAD_MESSAGE,
  type ClientMessage,
  formatTime,
  type Parsed,
  parseClientMessage,
} from '@watchfloor/contract'
import { lacking } from '../../access/rights.ts'
import { type Actor, actorOf } from '../../audit/actor.ts'
import type { CommandAnswer } from '../../commands/command-answer.ts'
import { readAcknowledge } from '../../commands/read-acknowledge.ts'
import type { Core } from '../../core/core.ts'
import type { View } from '../../core/view.ts'
import { wellFormedJson } from '../../ground/well-formed-json.ts'
import { readFilter } from '../admission/stream-query.ts'
import type { ConnectionTable } from '../connections/connection-table.ts'
import type { Start } from '../connections/subscription.ts'
import { controlFrame, errorFrame } from '../wire/controls.ts'
import { behind } from '../wire/endings.ts'
import { isNarrower } from './narrowing.ts'
import type { Speaker } from './websocket-peer.ts'

/** Filters are compiled and history is read: a subscription counts as so many messages more. */
const SUBSCRIBING_COSTS = 9
/** A signature may have to be checked. */
const AUTHENTICATING_COSTS = 9

/** As the audit log has it. */
const ROUTE = 'WS /ws/dashboard'

type Subscribe = Extract<ClientMessage, { action: 'subscribe' }>
type ReadFilter = Extract<ReturnType<typeof readFilter>, { ok: true }>['value']
type Refusal = Extract<CommandAnswer<never>, { readonly ok: false }>['reason']

/** By which WebSocket clients act. */
export interface ActingView {
  readonly by: (actor: Actor) => Pick<View, 'acknowledge'>
}

export interface ActingCore extends Pick<Core, 'now'> {
  readonly seenBy: (scope: Speaker['principal']['scope']) => ActingView
  readonly audit: Pick<Core['audit'], 'refused'>
}

export interface ClientMessagesParts {
  readonly table: ConnectionTable
  readonly core: ActingCore
}

/** Answers what WebSocket clients say. Everything wrong with a message is told to its sender. */
export function clientMessages({ table, core }: ClientMessagesParts): (text: string, from: Speaker) => void {
  const complain = ({ connection }: Speaker, message: string, request?: string): void => {
    table.metrics.error('bad_message')
    const frame = errorFrame('bad_message', message, request)
    // Before the first subscription there is nothing to keep the connection for.
    if (connection.subscription !== undefined) connection.say(frame)
    else connection.end({ code: CLOSE_BAD_MESSAGE, reason: 'bad message', last: frame })
  }

  const reply = ({ connection }: Speaker, request: string | undefined): void =>
    connection.say(
      controlFrame({ control: 'reply', request: request ?? '', server_time: formatTime(core.now()) }),
    )

  const subscribe = (message: Subscribe, speaker: Speaker): void => {
    if (speaker.isTooMuch(SUBSCRIBING_COSTS)) return
    const filter = readFilter(message.filter ?? {})
    if (!filter.ok) return complain(speaker, `subscribe: ${filter.error}`)
    const known = table.knows(message.cursor)
    if (known === undefined) follow(message, filter.value, speaker)
    else
      void known.then((isKnown) => {
        if (isKnown) follow(message, filter.value, speaker)
        else speaker.connection.end(behind)
      })
  }

  const follow = (
    message: Subscribe,
    { filter, compiled }: ReadFilter,
    { connection, principal }: Speaker,
  ): void => {
    const subscription = table.subscription(filter, compiled, principal)
    const before = connection.subscription
    let start: Start
    if (before !== undefined && !isNarrower(before.filter, filter)) {
      // What the old filter kept back is not on the client's board.
      start = { from: 'reset', reason: 'filter', cursor: connection.cursor }
    } else if (before !== undefined && message.cursor === undefined) {
      start = { from: 'cursor', sequence: connection.position }
    } else {
      start = table.startAt(message.cursor, 'websocket', subscription.compiled)
    }
    connection.subscribe(subscription, start)
  }

  const acknowledge = async (
    message: Extract<ClientMessage, { action: 'acknowledge' }>,
    speaker: Speaker,
  ): Promise<void> => {
    const { connection, principal } = speaker
    const actor = actorOf(principal, speaker.address, speaker.request)
    const refuse = (result: Refusal, reason: string): void => {
      const on = { alerts: message.fingerprint }
      core.audit.refused({ who: actor, what: 'alert.acknowledge', result, route: ROUTE, on })
      connection.say(errorFrame(result, reason, message.request))
    }
    const forbidden = lacking(principal, 'respond')
    if (forbidden !== undefined) return refuse('forbidden', forbidden)
    const command = readAcknowledge(message.fingerprint, message, principal)
    if (!command.ok) return refuse('invalid', command.error)
    try {
      const answer = await core.seenBy(principal.scope).by(actor).acknowledge(command.value)
      if (answer.ok) reply(speaker, message.request)
      else refuse(answer.reason, answer.message)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      connection.say(errorFrame('internal', `the acknowledgement failed: ${reason}`, message.request))
    }
  }

  const authenticate = async (
    { token, request }: Extract<ClientMessage, { action: 'authenticate' }>,
    speaker: Speaker,
  ): Promise<void> => {
    if (speaker.isTooMuch(AUTHENTICATING_COSTS)) return
    const denied = await speaker.renew(token)
    if (denied === undefined) reply(speaker, request)
    else speaker.connection.say(errorFrame(denied.code, denied.message, request))
  }

  return (text, speaker) => {
    const parsed = read(text)
    if (!parsed.ok) return complain(speaker, parsed.error)
    const message = parsed.value
    switch (message.action) {
      case 'subscribe':
        return subscribe(message, speaker)
      case 'ping':
        return reply(speaker, message.request)
      case 'authenticate':
        return void authenticate(message, speaker)
      case 'acknowledge':
        return void acknowledge(message, speaker)
      default:
        message satisfies never
    }
  }
}

function read(text: string): Parsed<ClientMessage> {
  let value: unknown
  try {
    value = JSON.parse(wellFormedJson(text))
  } catch {
    return { ok: false, error: 'this message is not JSON; send for example {"action":"subscribe"}' }
  }
  const parsed = parseClientMessage(value)
  return parsed.ok ? parsed : { ok: false, error: `this message cannot be used: ${parsed.error}` }
}
