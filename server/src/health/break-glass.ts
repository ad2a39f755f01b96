import { formatTime, type Millis } from '@watchfloor/contract'
import type { Finding } from './rows.ts'

/** So long everybody sees that somebody went in by the socket on the server’s own machine. */
const SHOWN_MS: Millis = 24 * 60 * 60_000
const MOST = 100

export const LOCAL_ADMINISTRATOR = 'Local administrator'

interface LocalAct {
  readonly what: string
  readonly detail: unknown
}

/** Words for what a local administrator did; what is not here is said as it is called. */
const WORDS: Readonly<Record<string, string>> = {
  'token.create': 'made a token',
  'token.revoke': 'took a token back',
  'join-link.make': 'made a join link',
  'session.open': 'signed in',
  'session.end': 'ended a session',
  'alert.acknowledge': 'acknowledged an alert',
  'alert.unacknowledge': 'gave an alert back',
  'alert.resolve': 'ended an alert',
  'silence.save': 'made or changed a silence',
  'silence.expire': 'ended a silence',
  purge: 'purged',
  'config.reload': 'had the configuration read again',
  'connection.close': 'ended a stream',
  'audit.export': 'read the audit log',
}

/** What was done by the control socket in the last day: whoever looks at a board should know. */
export class BreakGlass {
  /** Is there a row of it on the boards? */
  #isShown: boolean
  #acts: (LocalAct & { readonly at: Millis })[] = []

  constructor(isShown = false) {
    this.#isShown = isShown
  }

  note(act: LocalAct, at: Millis): void {
    this.#isShown = true
    this.#acts = [...this.#acts, { ...act, at }].slice(-MOST)
  }

  /** The health row; none when nothing was ever done. */
  rows(now: Millis): readonly Finding[] {
    this.#acts = this.#acts.filter(({ at }) => now - at < SHOWN_MS)
    const gravest = this.#acts.findLast(({ what }) => what.startsWith('token.')) ?? this.#acts.at(-1)
    const row = { component: LOCAL_ADMINISTRATOR, kind: 'server', quiet: false } as const
    if (gravest === undefined) {
      // A row stays where it was until something is said of it.
      const message = 'nobody acted by the control socket in the last 24 hours'
      return this.#isShown ? [{ ...row, status: 'healthy', message }] : []
    }
    const { what, detail, at } = gravest
    const whose = nameIn(detail)
    const others = this.#acts.length - 1
    const more = others === 0 ? '' : `; and ${others} more in the last 24 hours`
    const message = `a local administrator ${WORDS[what] ?? `did ${what}`}${whose} at ${formatTime(at)}, by the control socket${more}: the audit log says all of it`
    return [{ ...row, status: 'degraded', message }]
  }
}

function nameIn(detail: unknown): string {
  const { name, role } = (detail ?? {}) as { readonly name?: unknown; readonly role?: unknown }
  if (typeof name !== 'string') return ''
  return typeof role === 'string' ? ` for ${name} (${role})` : ` for ${name}`
}
