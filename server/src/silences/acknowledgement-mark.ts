import { ACKNOWLEDGES, isAcknowledgement, type Silence } from '@watchfloor/contract'

/** How the comment of a silence that stands for an acknowledgement begins, for tools that show no annotations. */
export const ACKNOWLEDGED = '[acknowledged]'

type Annotated = Partial<Pick<Silence, 'annotations'>>

/** The alert, in one of its lives, whose acknowledgement it stands for. */
export function markOf(
  silence: Annotated,
): { readonly fingerprint: string; readonly life: string } | undefined {
  if (!isAcknowledgement(silence)) return undefined
  const [fingerprint = '', ...life] = (silence.annotations?.[ACKNOWLEDGES] ?? '').split('/')
  return { fingerprint, life: life.join('/') }
}

export function withoutMark(annotations: Silence['annotations']): Silence['annotations'] {
  const { [ACKNOWLEDGES]: _mark, ...others } = annotations
  return others
}
