import { Button, Radio, TextInput } from '@mantine/core'
import type { Refusal } from '@watchfloor/client'
import { CredentialMade, parser, ROLES, type Role } from '@watchfloor/contract'
import { type FormEvent, type ReactNode, useState } from 'react'
import { ROLE_MAY } from '../../../shared/access-words.ts'
import { dayText } from '../../../shared/times.ts'
import { ask } from '../../state/bridge.ts'
import { useTicking, useWatchfloor } from '../../state/context.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import classes from './access.module.css'
import { PairRows } from './pair-rows.tsx'
import { LIVES, mayReport, NEW_TOKEN, readDraft } from './token-draft.ts'

const parse = parser(CredentialMade)
const DAY = 86_400_000

export interface NewTokenProps {
  readonly onMade: (made: CredentialMade) => void
  readonly onCancel: () => void
}

/** What a new token is for, what it may, of what, and for how long. */
export function NewToken({ onMade, onCancel }: NewTokenProps): ReactNode {
  const { bridge, ticker } = useWatchfloor()
  const [draft, setDraft] = useState(NEW_TOKEN)
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [isTried, setTried] = useState(false)
  const minute = useTicking(({ now }) => Math.floor(now() / 60_000) * 60_000)
  const read = readDraft(draft, minute)
  const set = (part: Partial<typeof draft>): void => {
    setDraft({ ...draft, ...part })
    setRefusal(null)
  }
  const make = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    const now = readDraft(draft, ticker.now())
    if (!now.ok) return
    setBusy(true)
    const path = '/api/v2/credentials'
    const answer = await ask(bridge, { method: 'POST', path, body: now.request }, parse)
    setBusy(false)
    if (answer.ok) onMade(answer.value)
    else setRefusal(answer)
  }
  return (
    <form className={classes.panel} aria-labelledby="new-token" onSubmit={(event) => void make(event)}>
      <h3 id="new-token" className={classes.heading}>
        New token
      </h3>
      <TextInput
        label="Name"
        description="A person’s or a program’s: what is done with the token bears it."
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        maxLength={100}
        autoComplete="off"
        data-autofocus
        autoFocus
      />
      <Radio.Group label="Role" value={draft.role} onChange={(role) => set({ role: role as Role })}>
        <div className={classes.radios}>
          {ROLES.map((role) => (
            <Radio key={role} value={role} label={role} description={ROLE_MAY[role]} />
          ))}
        </div>
      </Radio.Group>
      <PairRows
        legend="Part of the alerts"
        meaning="None: all of them. Lines of one label are its values; an alert has one for each label."
        what="the part"
        pairs={draft.scope}
        onChange={(scope) => set({ scope })}
      />
      {mayReport(draft.role) && (
        <PairRows
          legend="Labels on what it reports"
          meaning="Whatever it sends bears these, whatever it says itself."
          what="what it reports"
          pairs={draft.labels}
          onChange={(labels) => set({ labels })}
        />
      )}
      <Radio.Group
        label="Good for"
        value={String(draft.days)}
        onChange={(days) => set({ days: Number(days) })}
      >
        <div className={classes.lives}>
          {LIVES.map(({ days, label }) => (
            <Radio key={days} value={String(days)} label={label} />
          ))}
        </div>
        <p className={classes.hint} role="status">
          Until {dayText(minute + draft.days * DAY)}.
        </p>
      </Radio.Group>
      {refusal !== null && (
        <p role="alert" className={classes.wrong}>
          {refusalText('Token not made', refusal)}
        </p>
      )}
      {isTried && !read.ok && (
        <p role="alert" className={classes.wrong}>
          Still needed: {read.lacks.join('; ')}.
        </p>
      )}
      <div className={classes.buttons}>
        <Button type="submit" loading={isBusy}>
          Make the token
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
