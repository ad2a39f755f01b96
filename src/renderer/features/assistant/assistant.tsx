import type { Refusal } from '@watchfloor/client'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { DesktopOnly } from '../../../shared/bridge.ts'
import { saveSettings } from '../../state/change-settings.ts'
import { useDesk, useWatchfloor } from '../../state/context.ts'
import { goTo, useQuery } from '../../state/hash-location.ts'
import { Page } from '../../ui/page.tsx'
import { DrillStep } from './drill-step.tsx'
import { ReachStep } from './reach-step.tsx'
import { type ServerDraft, ServerStep } from './server-step.tsx'
import { STEP_TITLES, stepOf } from './steps.ts'
import { YouStep } from './you-step.tsx'

/** The first-run assistant of this desk. Its step stands in the query, so that a page that begins anew goes on. */
export function Assistant({ desktop }: { readonly desktop: DesktopOnly<Refusal> }): ReactNode {
  const watchfloor = useWatchfloor()
  const settings = useDesk((state) => state?.settings ?? null)
  const account = useDesk((state) => state?.account ?? '')
  const wanted = stepOf(useQuery())
  // While the server is being saved its step stays, whatever the address of the page says already.
  const [isSaving, setSaving] = useState(false)
  const step = settings?.server == null || isSaving ? 1 : wanted
  // What was typed outlives going back and forth.
  const [server, setServer] = useState<ServerDraft>({ address: settings?.server ?? '', token: '' })
  const [name, setName] = useState(settings?.name ?? account)
  const title = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step is another place to read from
  useEffect(() => title.current?.focus({ preventScroll: true }), [step])

  const finish = (): void => {
    void saveSettings(watchfloor, { is_welcomed: true })
    goTo('/')
  }
  return (
    <Page title={STEP_TITLES[step]} titleRef={title} lead={`${step} of 4`}>
      {step === 1 && (
        <ServerStep desktop={desktop} draft={server} onChange={setServer} onSaving={setSaving} />
      )}
      {step === 2 && <YouStep name={name} onChange={setName} onFinish={finish} />}
      {step === 3 && <ReachStep onFinish={finish} />}
      {step === 4 && <DrillStep onFinish={finish} />}
    </Page>
  )
}
