import { Popover } from '@mantine/core'
import { CircleUser } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { useHashPath } from '../../state/hash-location.ts'
import { useSignInPlace } from '../../state/sign-in-place.ts'
import { useWho } from '../../state/who.ts'
import { WhoLines } from './who-lines.tsx'
import classes from './who-menu.module.css'

/** Who is signed in, beside the badge of every screen. Where nobody signs in there is nothing to say. */
export function WhoMenu(): ReactNode {
  const session = useWho((state) => state)
  const place = useSignInPlace()
  const [path] = useHashPath()
  const [isOpen, setOpen] = useState(false)
  // A link in it leads to another screen, which it would lie over.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place is why it closes
  useEffect(() => setOpen(false), [path])
  if (session === null || session.sign_in === 'off') return null
  const { who } = session
  if (who === null)
    return (
      <a className={classes.signIn} href={`#${place}`}>
        Sign in
      </a>
    )
  const name = lineOf(who.name)
  const said = `${name}, ${who.role}${who.scope === null ? '' : ', sees a part of the alerts'}`
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      withArrow
      trapFocus
      shadow="md"
      width={320}
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.who}
          aria-haspopup="dialog"
          onClick={() => setOpen(!isOpen)}
          aria-label={`Signed in: ${said}`}
          data-hint={said}
        >
          <CircleUser size={18} aria-hidden="true" />
          <span className={classes.name}>{name}</span>
          {who.scope !== null && <span className={classes.part}>part</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <WhoLines who={who} />
      </Popover.Dropdown>
    </Popover>
  )
}
