import { Button } from '@mantine/core'
import type { Refusal } from '@watchfloor/client'
import { readInvitation } from '@watchfloor/contract'
import { type ReactNode, useState } from 'react'
import type { DesktopOnly } from '../../../shared/bridge.ts'
import { hostOf } from '../../../shared/hops.ts'
import { isSameServer } from '../../../shared/server-address.ts'
import { useDesk, useWatchfloor } from '../../state/context.ts'
import { goTo, useQuery } from '../../state/hash-location.ts'
import { useLocked } from '../../state/locked.ts'
import { Page } from '../../ui/page.tsx'
import classes from './join.module.css'
import { unjoinedText, unknownCredentialText } from './join-words.ts'

/** A link proposes a server. It is shown whole, and a person decides. */
export function Join({ desktop }: { readonly desktop: DesktopOnly<Refusal> }): ReactNode {
  const invitation = readInvitation(useQuery())
  const current = useDesk((desk) => desk?.settings.server ?? null)
  const isWelcomed = useDesk((desk) => desk?.settings.is_welcomed ?? false)
  const isLocked = useLocked('server')
  const { toasts } = useWatchfloor()
  const [isBusy, setBusy] = useState(false)
  const [failed, setFailed] = useState('')
  const leave = (): void => goTo(current !== null && isWelcomed ? '/' : '/welcome')

  if (invitation === undefined)
    return (
      <Asked title="This join link cannot be followed" onLeave={leave}>
        <p>It must carry an https address, or one of this computer, and a code, as the server made them.</p>
      </Asked>
    )
  const { server } = invitation
  if (current !== null && isSameServer(current, server))
    return (
      <Asked title="This desk watches it already" onLeave={leave}>
        <Address server={server} />
      </Asked>
    )
  if (isLocked && current !== null)
    return (
      <Asked title="Your administrator has set another server" onLeave={leave}>
        <p>The link leads to</p>
        <Address server={server} />
        <p>and this computer watches</p>
        <Address server={current} />
      </Asked>
    )

  const join = async (): Promise<void> => {
    setBusy(true)
    setFailed('')
    const answer = await desktop.join(invitation, current)
    setBusy(false)
    if (!answer.ok) return setFailed(unjoinedText(answer, server))
    const { unknown_credential: kind } = answer.value
    if (kind !== null)
      toasts.push({ kind: 'error', key: 'join', text: [unknownCredentialText(kind)], actions: [] })
    goTo(isWelcomed ? '/' : '/welcome?step=2')
  }
  const yes = (
    <Button loading={isBusy} onClick={() => void join()}>
      {current === null ? 'Join' : 'Join and replace'}
    </Button>
  )
  return (
    <Asked title="Join this server?" onLeave={leave} yes={yes}>
      <p>A link proposes that this desk watches</p>
      <Address server={server} />
      {current !== null && (
        <div className={classes.replaces} role="note">
          <p>It takes the place of</p>
          <Address server={current} />
          <p>From then on nothing that happens there is told here.</p>
        </div>
      )}
      <p>Join it only if you expected this link and know this address.</p>
      <p className={classes.failed} role="status">
        {failed}
      </p>
    </Asked>
  )
}

interface AskedProps {
  readonly title: string
  readonly onLeave: () => void
  /** What says yes; without it there is only the way back. */
  readonly yes?: ReactNode
  readonly children: ReactNode
}

function Asked({ title, onLeave, yes, children }: AskedProps): ReactNode {
  return (
    <Page title={title}>
      <div className={classes.join}>{children}</div>
      <div className={classes.foot}>
        <Button variant="default" onClick={onLeave}>
          {yes === undefined ? 'Back' : 'Not now'}
        </Button>
        {yes}
      </div>
    </Page>
  )
}

/** The whole of it: an end that is cut off would be the part that tells hosts apart. */
function Address({ server }: { readonly server: string }): ReactNode {
  const host = hostOf(server)
  const at = server.indexOf(host)
  return (
    <p className={classes.address} dir="ltr">
      {server.slice(0, at)}
      <strong>{host}</strong>
      {server.slice(at + host.length)}
    </p>
  )
}
