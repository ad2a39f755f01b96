import type { SecureContextOptions } from 'node:tls'
import { formatTime, type Millis } from '@watchfloor/contract'
import type { Clock, Timers } from '../ground/clock.ts'
import type { Logger } from '../ground/logger.ts'
import type { Problem } from '../ground/problem.ts'
import { StartProblem } from '../ground/start-problem.ts'
import type { Finding } from '../health/rows.ts'
import { contextOf } from './context.ts'
import { type Pair, type PairFiles, type ReadPair, readPair } from './read-pair.ts'

/** The certificate that is shown, and how it is renewed. */
export interface Certificate {
  readonly context: () => SecureContextOptions
  /** Calls whenever another pair is to be shown; connections that are open keep theirs. */
  readonly whenRenewed: (renew: (context: SecureContextOptions) => void) => void
  /** Reads the files again, and answers what is wrong with them; then the old pair stays. */
  readonly reload: () => Problem | undefined
  readonly expiresAt: () => Millis
  readonly notices: () => readonly Finding[]
  readonly close: () => void
}

export interface CertificateParts {
  readonly files: PairFiles
  /** Under what people reach the server by TLS that ends here; undefined where that is not known. */
  readonly host: string | undefined
  readonly clock: Pick<Clock, 'now'>
  readonly timers: Pick<Timers, 'every'>
  readonly logger: Logger
  /** Was the newest reading of the files good? */
  readonly onReload: (isGood: boolean) => void
}

/** How often the files are looked at, ms. They are a few kilobytes, and may be links that are exchanged. */
const LOOK_MS = 10_000
/** Whoever renews certificates does it earlier; people still have time to find out why that did not work. */
const SOON_MS = 14 * 86_400_000

/** Reads the pair that a server begins with; throws a `StartProblem` when it cannot be shown. */
export function openCertificate(parts: CertificateParts): Certificate {
  const { files, host, clock, timers, logger, onReload } = parts
  const first = readPair(files, clock.now())
  if (!first.ok) throw new StartProblem(`${first.where} is wrong: ${first.message}.`)
  let pair: Pair = first.pair
  /** Why the newest files are not shown. */
  let trouble: Problem | undefined
  /** What was wrong at the last look only: the two files are not written in one moment. */
  let suspected: string | undefined
  let renew: (context: SecureContextOptions) => void = () => {}

  const strangeHost = (): string | undefined => (host === undefined || pair.covers(host) ? undefined : host)
  const warn = (): void => {
    if (pair.isKeyOpen)
      logger.warn({ key_file: files.key_file }, 'every user of this machine may read the key: chmod 600')
    const strange = strangeHost()
    if (strange !== undefined)
      logger.warn({ host: strange, names: pair.names }, 'the certificate is not for the host of external_url')
  }
  const keep = ({ where, message }: Problem): Problem => {
    if (trouble?.message !== message)
      logger.error({ where, message }, 'the certificate was not renewed; the old one stays')
    trouble = { where, message }
    onReload(false)
    return trouble
  }
  const take = (next: Pair): void => {
    const isOther = next.certificate !== pair.certificate || next.key !== pair.key
    const isMended = trouble !== undefined
    trouble = undefined
    suspected = undefined
    if (isOther) {
      pair = next
      renew(contextOf(pair))
    }
    if (isOther || isMended) {
      onReload(true)
      logger.info(
        { names: pair.names, expires: formatTime(pair.expiresAt) },
        'the certificate was read again',
      )
      warn()
    }
  }
  const read = (): ReadPair => readPair(files, clock.now())
  const stop = timers.every(LOOK_MS, () => {
    const found = read()
    if (found.ok) return take(found.pair)
    if (suspected === found.message) keep(found)
    suspected = found.message
  })

  onReload(true)
  warn()
  return {
    context: () => contextOf(pair),
    whenRenewed: (renewed) => {
      renew = renewed
    },
    reload: () => {
      const found = read()
      if (!found.ok) return keep(found)
      take(found.pair)
      return undefined
    },
    expiresAt: () => pair.expiresAt,
    notices: () => [certificateRow(pair, { trouble, strange: strangeHost(), now: clock.now() })],
    close: stop,
  }
}

function certificateRow(
  { names, expiresAt }: Pair,
  {
    trouble,
    strange,
    now,
  }: { readonly trouble: Problem | undefined; readonly strange: string | undefined; readonly now: Millis },
): Finding {
  const row = { component: 'TLS certificate', kind: 'server', quiet: false } as const
  const when = formatTime(expiresAt)
  const isOver = expiresAt <= now
  const until = isOver
    ? `the certificate of ${names} expired at ${when}: browsers, desks and senders refuse it`
    : `the certificate of ${names} holds until ${when}`
  const own =
    strange === undefined
      ? until
      : `${until}; it is not for ${strange}, the host of external_url: whoever comes by that refuses it`
  const message =
    trouble === undefined ? own : `${own}; another was not taken: ${trouble.where}: ${trouble.message}`
  const isNear = expiresAt - now <= SOON_MS || trouble !== undefined || strange !== undefined
  return { ...row, status: isOver ? 'unhealthy' : isNear ? 'degraded' : 'healthy', message }
}
