import type { Silence } from '@watchfloor/contract'

/**
 * Annotation of a silence that stands for an acknowledgement (S9): `fingerprint/life`. Only this server sets it, and
 * no change of the silence takes it away or brings it in: it decides whether the silence hides anything here.
 */
export const ACKNOWLEDGES = 'watchfloor_acknowledges'

/** How such a silence's comment begins, for tools that show no annotations. */
export const ACKNOWLEDGED = '[acknowledged]'

type Annotated = Partial<Pick<Silence, 'annotations'>>

/** Does it stand for an acknowledgement? Then it hides nothing here. */
export function isAcknowledgement({ annotations }: Annotated): boolean {
  return annotations !== undefined && Object.hasOwn(annotations, ACKNOWLEDGES)
}

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
