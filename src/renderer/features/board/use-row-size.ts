import type { RefObject } from 'react'
import { usePreferences } from '../../state/context.ts'
import { useIsPhone } from '../../ui/breakpoints.ts'
import { useIsNarrower } from '../../ui/use-is-narrower.ts'
import { ONE_LINE_FROM, type RowSize } from './sizes.ts'

/** How high rows are: as was chosen, where the list has room for it. */
export function useRowSize(list: RefObject<HTMLElement | null>): RowSize {
  const density = usePreferences((preferences) => preferences.density)
  const isPhone = useIsPhone()
  const isNarrow = useIsNarrower(list, ONE_LINE_FROM)
  return isPhone ? 'phone' : isNarrow ? 'narrow' : density
}
