import { Menu } from '@mantine/core'
import { BellOff, ChevronDown, Funnel } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import { useBoard, useTicking, useWatchfloor } from '../../state/context.ts'
import { useBar } from '../../state/may.ts'
import { causeMatcher, filterToCause, silenceCause } from '../../state/storm-acts.ts'
import { type BoardStorm, causeText, stormTexts } from '../../state/storm-line.ts'
import { useIsPhone } from '../../ui/breakpoints.ts'
import classes from './storm-line.module.css'

export function useStorm(): BoardStorm | null {
  return useStore(useWatchfloor().overview, ({ storm }) => storm)
}

/** Many alerts at once: since when, what explains most of them, and what is to be done about it. */
export function StormLine({ storm }: { readonly storm: BoardStorm }): ReactNode {
  const isPhone = useIsPhone()
  const text = useTicking(({ now }) => stormTexts(storm, now()).join(' · '))
  const { cause } = storm
  const isOn = useBoard(({ view }) => cause !== null && view.filter.includes(causeMatcher(cause)))
  if (cause === null) return <p className={classes.storm}>{text}</p>
  const name = causeText(storm)
  if (isPhone) {
    const short = `${lineOf(cause.value)}: ${formatCount(cause.count)} of ${formatCount(storm.alerts)}`
    return <PhoneLine text={text} short={short} name={name} isOn={isOn} />
  }
  return (
    <div className={classes.storm} role="group" aria-label="Storm">
      <span className={classes.text} data-hint={`${text}\n${causeMatcher(cause)}`}>
        {text}
      </span>
      <Acts name={name} isOn={isOn} />
    </div>
  )
}

interface ActsProps {
  readonly name: string
  /** The board is filtered to the cause. */
  readonly isOn: boolean
}

function Acts({ name, isOn }: ActsProps): ReactNode {
  const watchfloor = useWatchfloor()
  const bar = useBar('respond')
  return (
    <>
      <button
        type="button"
        className={classes.act}
        aria-pressed={isOn}
        aria-label={isOn ? `Show more than ${name}` : `Show only ${name}`}
        data-hint={isOn ? `Show more than ${name}  c` : `Show only ${name}  c`}
        onClick={() => filterToCause(watchfloor)}
      >
        <Funnel size={14} aria-hidden="true" />
        <span className={classes.word}>Filter</span> <kbd>c</kbd>
      </button>
      <button
        type="button"
        className={classes.act}
        aria-label={`Silence ${name}, but no criticals`}
        data-hint={`Silence ${name}, but no criticals  Shift C`}
        {...bar}
        onClick={() => silenceCause(watchfloor)}
      >
        <BellOff size={14} aria-hidden="true" />
        <span className={classes.word}>Silence…</span> <kbd>C</kbd>
      </button>
    </>
  )
}

interface PhoneLineProps extends ActsProps {
  readonly text: string
  /** As much of it as fits. */
  readonly short: string
}

/** A thumb needs more room than the line has: it opens what can be done. */
function PhoneLine({ text, short, name, isOn }: PhoneLineProps): ReactNode {
  const watchfloor = useWatchfloor()
  return (
    <Menu position="bottom-end" classNames={{ item: classes.item }}>
      <Menu.Target>
        <button type="button" className={classes.phone} aria-label={`Storm: ${text}`}>
          <span className={classes.text}>{short}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown maw={360}>
        <Menu.Label className={classes.whole}>{text}</Menu.Label>
        <Menu.Item
          leftSection={<Funnel size={16} aria-hidden="true" />}
          onClick={() => filterToCause(watchfloor)}
        >
          {isOn ? `Show more than ${name}` : `Show only ${name}`}
        </Menu.Item>
        <Menu.Item
          leftSection={<BellOff size={16} aria-hidden="true" />}
          onClick={() => silenceCause(watchfloor)}
        >
          Silence {name}, but no criticals…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
