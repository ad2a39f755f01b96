import { Button } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import { goTo, useQuery } from '../../state/hash-location.ts'
import { useWhyNot } from '../../state/may.ts'
import { useWho } from '../../state/who.ts'
import { Page } from '../../ui/page.tsx'
import { refusalText } from '../../ui/refusal-text.ts'
import classes from './audit.module.css'
import { placeOfLooked, readLooked, serverQuery } from './audit-query.ts'
import { ChainHead } from './chain-head.tsx'
import { EntryLine } from './entry-line.tsx'
import { Filters } from './filters.tsx'
import { TakeAway } from './take-away.tsx'
import { type AuditPages, useAudit } from './use-audit.ts'

/** Every act and refusal, for who runs the server. Anybody else is told why there is nothing here. */
export function Audit(): ReactNode {
  const lacking = useWhyNot('administer')
  const isNobody = useWho((session) => session !== null && session.sign_in !== 'off' && session.who === null)
  const why = isNobody ? 'You are not signed in, so this is not shown.' : lacking
  return (
    <Page
      title="What was done"
      width="table"
      lead={why === null && 'Every act and every refusal, newest first. Looking at them is one, too.'}
    >
      {why === null ? (
        <Log />
      ) : (
        <>
          <p>{why}</p>
          <p>
            <a href="#/">Board</a> · <a href="#/sign-in">Who you are here</a>
          </p>
        </>
      )}
    </Page>
  )
}

function Log(): ReactNode {
  const place = useQuery()
  const looked = useMemo(() => readLooked(place), [place])
  const query = useMemo(() => serverQuery(looked).toString(), [looked])
  const [attempt, setAttempt] = useState(0)
  const pages = useAudit(query, attempt)
  return (
    <>
      <ChainHead />
      <Filters looked={looked} onChange={(next) => goTo(placeOfLooked(next))} />
      <div className={classes.bar}>
        <TakeAway query={query} />
        <Button
          size="xs"
          variant="default"
          loading={pages.isReading}
          onClick={() => setAttempt((count) => count + 1)}
        >
          Read again
        </Button>
      </div>
      <Entries pages={pages} isFiltered={query !== ''} />
    </>
  )
}

function Entries({
  pages,
  isFiltered,
}: {
  readonly pages: AuditPages
  readonly isFiltered: boolean
}): ReactNode {
  const { entries, isReading, refusal, hasMore, more } = pages
  const nothing = isFiltered ? 'Nothing like that' : 'Nothing'
  return (
    <>
      {entries.length > 0 && (
        <div className={classes.columns} aria-hidden="true">
          <span />
          <span>When</span>
          <span>Who</span>
          <span>What</span>
          <span>Result</span>
        </div>
      )}
      <ul className={classes.list} aria-label="Entries">
        {entries.map((entry) => (
          <EntryLine key={entry.sequence} entry={entry} />
        ))}
      </ul>
      {refusal !== null && (
        <p role="alert" className={classes.wrong}>
          {refusalText('The log could not be read', refusal)}
        </p>
      )}
      {entries.length === 0 && refusal === null && (
        <p role="status">
          {isReading ? 'Asking the server…' : `${nothing} was found${hasMore ? ' yet' : ''}.`}
        </p>
      )}
      {(hasMore || refusal !== null) && !(isReading && entries.length === 0) && (
        <Button size="xs" variant="default" loading={isReading} onClick={more}>
          {refusal !== null ? 'Try again' : entries.length === 0 ? 'Look further back' : 'Older entries'}
        </Button>
      )}
    </>
  )
}
