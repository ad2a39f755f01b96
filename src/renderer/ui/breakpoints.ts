import { useMediaQuery } from '@mantine/hooks'

/** From here the side rail stands beside the list, and a detail lies over the board. */
export function useIsWide(): boolean {
  return useMediaQuery('(min-width: 1280px)', undefined, { getInitialValueInEffect: false }) ?? false
}

/** Below this the navigation is a bar at the bottom. */
export function useIsPhone(): boolean {
  return useMediaQuery('(max-width: 639px)', undefined, { getInitialValueInEffect: false }) ?? false
}
