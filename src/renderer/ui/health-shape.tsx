import type { ReactNode } from 'react'
import type { HealthMark } from '../../shared/health-mark.ts'

/** `unknown`: nothing proves it now. `paused`: this desk holds back what it would tell. */
export type HopMark = HealthMark | 'unknown' | 'paused'

const COLOURS: Readonly<Record<HopMark, string>> = {
  ok: 'var(--wf-proved)',
  quiet: 'var(--wf-caution)',
  degraded: 'var(--wf-warning)',
  failing: 'var(--wf-critical)',
  unknown: 'var(--wf-not-receiving)',
  paused: 'var(--wf-caution)',
}

/** One silhouette for each state: disc, dashed ring, triangle, octagon, hollow square, moon. The word stands beside it. */
export function HealthShape({ mark }: { readonly mark: HopMark }): ReactNode {
  const colour = COLOURS[mark]
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      {mark === 'ok' && <circle cx="6" cy="6" r="4" fill={colour} />}
      {mark === 'quiet' && (
        <circle cx="6" cy="6" r="4" fill="none" stroke={colour} strokeWidth="2" strokeDasharray="2.6 1.6" />
      )}
      {mark === 'degraded' && <path d="M6 1 11 10.5H1Z" fill={colour} />}
      {mark === 'failing' && <path d="M4 1h4l3 3v4l-3 3H4L1 8V4Z" fill={colour} />}
      {mark === 'unknown' && (
        <rect x="2" y="2" width="8" height="8" fill="none" stroke={colour} strokeWidth="2" />
      )}
      {mark === 'paused' && <path d="M7.5 1.2A5 5 0 1 0 10.9 8 4.4 4.4 0 0 1 7.5 1.2Z" fill={colour} />}
    </svg>
  )
}
