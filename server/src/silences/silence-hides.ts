import { levelOf, levelRank, type Matcher, matchesAll, type SilenceHides } from '@watchfloor/contract'
import type { Stage } from '../core/stage.ts'

const SAMPLE = 20

/** What a silence with these matchers hides of what fires in this stage; the pipeline's heartbeat does not count. */
export function hidesOf(stage: Stage, matchers: readonly Matcher[]): SilenceHides {
  const { severities } = stage
  const hidden = [...stage.firingFor(matchers)]
    .filter((record) => !record.heartbeat && matchesAll(matchers, record.labels))
    .map((record) => ({ record, level: levelOf(record.labels.severity ?? '', severities) }))
  const by_level = { critical: 0, high: 0, warning: 0, info: 0, unset: 0 }
  for (const { level } of hidden) by_level[level]++
  const firing = stage.countFiring()
  const sample = hidden
    .sort((a, b) => levelRank(a.level) - levelRank(b.level))
    .slice(0, SAMPLE)
    .map(({ record: { fingerprint, labels }, level }) => ({
      fingerprint,
      alertname: labels.alertname ?? '',
      level,
      labels,
    }))
  const count = hidden.length
  return { count, firing, share: firing === 0 ? 0 : count / firing, by_level, sample }
}
