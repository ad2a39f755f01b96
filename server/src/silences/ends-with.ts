import { ENDS_WITH, FINGERPRINT_PATTERN, isGoingOn, type Silence } from '@watchfloor/contract'
import { type AlertRecord, isLifeOf } from '../alerts/record.ts'

const BOUND = new RegExp(`^(${FINGERPRINT_PATTERN})(?:/(.+))?$`)

export interface Bound {
  readonly fingerprint: string
  readonly life: string | undefined
}

/** The alerts that a silence ends with; none when it ends by the clock alone. */
export function boundOf({ annotations = {} }: Partial<Pick<Silence, 'annotations'>>): readonly Bound[] {
  const text = Object.hasOwn(annotations, ENDS_WITH) ? (annotations[ENDS_WITH] as string) : ''
  return text.split(/[\s,]+/).flatMap((part) => {
    const [, fingerprint, life] = BOUND.exec(part) ?? []
    return fingerprint === undefined ? [] : [{ fingerprint, life }]
  })
}

export function formatBound(records: Iterable<Pick<AlertRecord, 'fingerprint' | 'life'>>): string {
  return [...records].map(({ fingerprint, life }) => `${fingerprint}/${life}`).join(' ')
}

/** Has this life ended? One that nobody remembers has. */
export function isOver(bound: Bound, record: AlertRecord | undefined): boolean {
  if (record === undefined || !isGoingOn(record)) return true
  return bound.life !== undefined && !isLifeOf(record, bound.life)
}
