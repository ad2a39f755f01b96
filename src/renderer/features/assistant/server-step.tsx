import { Button, TextInput } from '@mantine/core'
import type { Refusal } from '@watchfloor/client'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { DesktopOnly } from '../../../shared/bridge.ts'
import { useDesk, useWatchfloor } from '../../state/context.ts'
import { goTo } from '../../state/hash-location.ts'
import { LOCKED, useLocked } from '../../state/locked.ts'
import classes from './assistant.module.css'
import { isReadable, readAddress } from './read-address.ts'
import { saveServer } from './save-server.ts'
import { ServerTest, type TestedServer } from './server-test.tsx'
import { goToStep } from './steps.ts'

export interface ServerDraft {
  readonly address: string
  /** Empty: none, or the one that is kept already. */
  readonly token: string
}

export interface ServerStepProps {
  readonly desktop: DesktopOnly<Refusal>
  readonly draft: ServerDraft
  readonly onChange: (draft: ServerDraft) => void
  /** While it is being saved the page may begin anew at any moment. */
  readonly onSaving: (isSaving: boolean) => void
}

/** Which server. It goes on only with one that answered. */
export function ServerStep({ desktop, draft, onChange, onSaving }: ServerStepProps): ReactNode {
  const watchfloor = useWatchfloor()
  const saved = useDesk((state) => state?.settings.server ?? null)
  const isWelcomed = useDesk((state) => state?.settings.is_welcomed ?? false)
  const hasToken = useDesk((state) => state !== null && state.token !== 'none')
  const isLocked = useLocked('server')
  const [tested, setTested] = useState<TestedServer | null>(null)
  const [isBusy, setBusy] = useState(false)
  const read = readAddress(draft.address)
  const address = read.ok ? read.address : null
  const isTested = tested?.kind === 'reached' && tested.address === address && tested.token === draft.token
  // What is saved was tested before it was.
  const isSaved = address !== null && address === saved && draft.token === ''
  const canGoOn = isTested || isSaved

  const test = async (): Promise<void> => {
    if (address === null) return
    const at = { address, token: draft.token }
    setTested({ kind: 'testing', ...at })
    const answer = await desktop.testServer(address, draft.token === '' ? undefined : draft.token)
    setTested(
      answer.ok
        ? { kind: 'reached', ...at, facts: answer.value }
        : { kind: 'unreached', ...at, refusal: answer },
    )
  }
  const goOn = async (): Promise<void> => {
    if (address === null) return
    if (isSaved) return goToStep(2)
    setBusy(true)
    onSaving(true)
    const isDone = await saveServer(watchfloor, desktop, address, draft.token)
    onSaving(false)
    setBusy(false)
    if (isDone) onChange({ address, token: '' })
  }
  /** Everything stays with the server that is saved. */
  const cancel = (): void => {
    onChange({ address: saved ?? '', token: '' })
    if (isWelcomed) goTo('/settings')
    else goToStep(2)
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void (canGoOn ? goOn() : test())
  }
  const isOfAddress = tested !== null && tested.address === address && tested.token === draft.token
  return (
    <form className={classes.step} onSubmit={submit}>
      <TextInput
        label="Address"
        placeholder="watch.example.com"
        description={isLocked ? `${LOCKED}.` : addressText(address, draft.address)}
        readOnly={isLocked}
        error={!read.ok && draft.address.trim() !== '' ? read.error : undefined}
        value={draft.address}
        onChange={(event) => onChange({ ...draft, address: event.currentTarget.value })}
        autoComplete="url"
        spellCheck={false}
        maxLength={2_048}
        data-autofocus
      />
      <TextInput
        type="password"
        label="Token (optional)"
        description={
          hasToken && address === saved
            ? 'One is kept. Leave this empty to go on with it.'
            : 'Only if the server asks for one. It is never shown again.'
        }
        value={draft.token}
        onChange={(event) => onChange({ ...draft, token: event.currentTarget.value })}
        autoComplete="off"
        maxLength={8_192}
      />
      {address !== null && isReadable(address) && (
        <p className={classes.caution}>
          http:// is not encrypted: alerts can be read on the way. A token is not sent there.
        </p>
      )}
      <div className={classes.test}>
        <Button
          variant="default"
          disabled={address === null}
          loading={tested?.kind === 'testing' && isOfAddress}
          onClick={() => void test()}
        >
          Test
        </Button>
        <ServerTest tested={isOfAddress ? tested : null} />
      </div>
      <div className={classes.foot}>
        <span className={classes.space} />
        {saved !== null && (
          <Button variant="default" onClick={cancel}>
            Cancel
          </Button>
        )}
        <Button type="submit" disabled={!canGoOn} loading={isBusy}>
          Continue
        </Button>
      </div>
    </form>
  )
}

function addressText(address: string | null, typed: string): string {
  return address !== null && address !== typed.trim() ? `Asks ${address}` : 'Of your Watchfloor server.'
}
