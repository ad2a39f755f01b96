import { type ReactNode, useEffect } from 'react'
import { useStore } from 'zustand'
import { useWatchfloor } from '../../state/context.ts'
import { type Phrase, shownToasts, type Toast } from '../../state/toasts.ts'
import { afterInPage } from '../../ui/after-in-page.ts'
import { followCriticals } from './critical-toasts.ts'
import classes from './toasts.module.css'
import { Works } from './works.tsx'

/** Bottom right, at most three; results leave by themselves, errors and criticals stay until dismissed. */
export function Toasts(): ReactNode {
  const watchfloor = useWatchfloor()
  const { toasts, questions } = watchfloor
  useEffect(() => followCriticals(watchfloor, afterInPage), [watchfloor])
  // What somebody is about to answer is not covered by what can wait.
  const isAsked = useStore(questions, ({ question }) => question !== null)
  const { shown, more } = shownToasts(useStore(toasts, (state) => state.toasts))
  return (
    <section
      className={classes.stack}
      data-behind={isAsked || undefined}
      aria-label="Messages"
      data-region="Messages"
      onPointerEnter={() => toasts.hold(true)}
      onPointerLeave={() => toasts.hold(false)}
      onFocus={() => toasts.hold(true)}
      onBlur={() => toasts.hold(false)}
    >
      {shown.map((toast) => (
        <OneToast key={toast.id} toast={toast} onDismiss={() => toasts.dismiss(toast.id)} />
      ))}
      <Works />
      {more !== '' && <output className={classes.toast}>{more}</output>}
    </section>
  )
}

function OneToast({
  toast,
  onDismiss,
}: {
  readonly toast: Toast
  readonly onDismiss: () => void
}): ReactNode {
  return (
    <div
      className={classes.toast}
      data-kind={toast.kind}
      role={toast.isAnnounced ? 'group' : toast.kind === 'result' ? 'status' : 'alert'}
    >
      <p className={classes.text}>
        {toast.text.map((phrase, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the phrases of a sentence never move
          <Words key={index} phrase={phrase} />
        ))}
      </p>
      {toast.detail !== undefined && <p className={classes.detail}>{toast.detail}</p>}
      <div className={classes.actions}>
        {toast.actions.map((action) => (
          <button
            key={action.label}
            type="button"
            data-hint={action.hint}
            onClick={() => {
              action.run()
              onDismiss()
            }}
          >
            {action.label}
          </button>
        ))}
        <button type="button" onClick={onDismiss}>
          {toast.dismiss ?? 'Dismiss'}
        </button>
      </div>
    </div>
  )
}

function Words({ phrase }: { readonly phrase: Phrase }): ReactNode {
  return typeof phrase === 'string' ? phrase : <strong>{phrase.strong}</strong>
}
