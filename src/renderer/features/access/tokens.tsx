import { Button } from '@mantine/core'
import { type Credential, type CredentialMade, Credentials, parser, parseTime } from '@watchfloor/contract'
import { type ReactNode, useState } from 'react'
import { scopeText } from '../../../shared/access-words.ts'
import { lineOf } from '../../../shared/alert-words.ts'
import { dayText, shortSpan } from '../../../shared/times.ts'
import { useTicking } from '../../state/context.ts'
import { useServed } from '../../state/use-served.ts'
import classes from './access.module.css'
import { EndQuestion } from './end-question.tsx'
import { MadeToken } from './made-token.tsx'
import { NewToken } from './new-token.tsx'
import { Reading } from './reading.tsx'

const parse = parser(Credentials)
const HOUR = 3_600_000
const SOON = 14 * 86_400_000

/** All tokens, a new one, and none any more. `sessionsOf`: how many are signed in by a token, where that is known. */
export function Tokens({
  sessionsOf,
  onChange,
}: {
  readonly sessionsOf: (subject: string) => number | undefined
  readonly onChange: () => void
}): ReactNode {
  const served = useServed('/api/v2/credentials', parse)
  const [step, setStep] = useState<'list' | 'new' | CredentialMade>('list')
  const [ending, setEnding] = useState<Credential | null>(null)
  const made = (token: CredentialMade): void => {
    setStep(token)
    served.again()
  }
  const tokens = served.value?.credentials ?? []
  return (
    <section className={classes.section} aria-labelledby="tokens">
      <div className={classes.bar}>
        <h2 id="tokens" className={classes.heading}>
          Tokens {served.value !== undefined && <span className={classes.count}>{tokens.length}</span>}
        </h2>
        {step === 'list' && (
          <Button size="xs" onClick={() => setStep('new')}>
            New token…
          </Button>
        )}
      </div>
      {step === 'new' && <NewToken onMade={made} onCancel={() => setStep('list')} />}
      {typeof step === 'object' && <MadeToken made={step} onDone={() => setStep('list')} />}
      <Reading what="The tokens" served={served} />
      {served.value !== undefined && tokens.length === 0 && (
        <p className={classes.text}>There are none: people come in by another way, or not at all.</p>
      )}
      <ul className={classes.list} aria-label="Tokens">
        {tokens.map((token) => (
          <TokenLine key={token.id} token={token} onRevoke={() => setEnding(token)} />
        ))}
      </ul>
      {ending !== null && (
        <EndQuestion
          title={`Revoke the token of ${lineOf(ending.name)}?`}
          ends={whatEnds(sessionsOf(`token:${ending.id}`))}
          verb="Revoke"
          path={`/api/v2/credentials/${encodeURIComponent(ending.id)}`}
          failed="Token not revoked"
          onCancel={() => setEnding(null)}
          onDone={() => {
            setEnding(null)
            served.again()
            onChange()
          }}
        />
      )}
    </section>
  )
}

/** What nobody has any more once a token is revoked. */
export function whatEnds(sessions: number | undefined): readonly string[] {
  const opened =
    sessions === 1
      ? 'does the session that was'
      : `do the ${sessions === undefined ? '' : `${sessions} `}sessions that were`
  return [
    `Nobody comes in with it any more. Its streams end within seconds${sessions === 0 ? '' : `, and so ${opened} opened with it`}.`,
    'Nothing brings it back: make a new one in its place.',
  ]
}

function TokenLine({
  token,
  onRevoke,
}: {
  readonly token: Credential
  readonly onRevoke: () => void
}): ReactNode {
  const end = useTicking(({ now }) => endText(parseTime(token.expires_at) ?? Number.NaN, now()))
  const urgency = useTicking(({ now }) => urgencyOf((parseTime(token.expires_at) ?? 0) - now()))
  const used = useTicking(({ now }) => usedText(token.used_at, now()))
  const name = lineOf(token.name)
  return (
    <li className={classes.line}>
      <div className={classes.what}>
        <p className={classes.name}>
          {name} <span className={classes.role}>{token.role}</span>
        </p>
        <p className={classes.hint}>
          {sightOf(token)}
          {token.labels !== undefined &&
            ` · what it reports bears ${Object.entries(token.labels)
              .map(([label, value]) => `${lineOf(label)} = ${lineOf(value)}`)
              .join(', ')}`}
        </p>
        <p className={classes.hint}>
          <code>{token.id}</code> · made by {lineOf(token.created_by)},{' '}
          {dayText(parseTime(token.created_at) ?? Number.NaN)} · {used}
        </p>
      </div>
      <span className={classes.end} data-urgency={urgency}>
        {end}
      </span>
      <Button size="xs" variant="default" aria-label={`Revoke the token of ${name}…`} onClick={onRevoke}>
        Revoke…
      </Button>
    </li>
  )
}

/** Which alerts it is about. */
function sightOf({ role, scope }: Credential): string {
  if (scope !== undefined) return `Alerts with ${scopeText(scope)}`
  return role === 'ingest' ? 'Whatever alerts it sends' : 'All alerts'
}

function endText(end: number, now: number): string {
  return end <= now ? `expired ${dayText(end)}` : `expires in ${shortSpan(end - now)}`
}

/** It is noted to the hour. */
function usedText(usedAt: string | undefined, now: number): string {
  if (usedAt === undefined) return 'never used'
  const ago = now - (parseTime(usedAt) ?? Number.NaN)
  return ago < 2 * HOUR ? 'in use' : `last used ${shortSpan(ago)} ago`
}

function urgencyOf(left: number): 'over' | 'soon' | 'later' {
  return left <= 0 ? 'over' : left < SOON ? 'soon' : 'later'
}
