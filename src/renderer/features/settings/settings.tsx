import type { ReactNode } from 'react'
import type { DeskState } from '../../../shared/desk-state.ts'
import { useDesk } from '../../state/context.ts'
import { Page } from '../../ui/page.tsx'
import { AdministratorSection } from './administrator-section.tsx'
import { AssistantSection } from './assistant-section.tsx'
import { ComputerSection } from './computer-section.tsx'
import { KeysSection } from './keys-section.tsx'
import { LookSection } from './look-section.tsx'
import { MeSection } from './me-section.tsx'
import { NotificationsSection } from './notifications-section.tsx'
import { ReportSection } from './report-section.tsx'
import { ServerSection } from './server-section.tsx'
import classes from './settings.module.css'
import { SeveritiesSection } from './severities-section.tsx'
import { UpdatesSection } from './updates-section.tsx'

/** What one person set, in a browser or on a desk. Every change is in force at once, and a toast can undo it. */
export function Settings(): ReactNode {
  const desk = useDesk((state) => state)
  return (
    <Page title="Settings" lead="Changes apply at once.">
      {desk !== null && <ServerSection desk={desk} />}
      <MeSection />
      <LookSection />
      <KeysSection />
      <SeveritiesSection />
      {desk === null ? <p className={classes.about}>{ELSEWHERE}</p> : <DeskSections desk={desk} />}
    </Page>
  )
}

const ELSEWHERE = 'This is kept in this browser. What notifies you, and how, is set in the desktop app.'

/** What only a desk has. */
function DeskSections({ desk }: { readonly desk: DeskState }): ReactNode {
  return (
    <>
      <NotificationsSection desk={desk} />
      <ComputerSection desk={desk} />
      <AssistantSection />
      <ReportSection />
      <UpdatesSection desk={desk} />
      {desk.administrator !== null && <AdministratorSection administrator={desk.administrator} />}
      <About desk={desk} />
    </>
  )
}

function About({ desk }: { readonly desk: DeskState }): ReactNode {
  return (
    <p className={classes.about}>
      Watchfloor {desk.version} on {PLATFORMS[desk.platform] ?? desk.platform}
    </p>
  )
}

const PLATFORMS: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' }
