/** Reads a time of day as people type it: `22:00`, `7:30`, `0730`; null when it is none. */
export function readTimeOfDay(typed: string): string | null {
  const match = /^(\d{1,2})[:.]?(\d{2})$/.exec(typed.trim())
  const hours = Number(match?.[1])
  const minutes = Number(match?.[2])
  if (match === null || hours > 23 || minutes > 59) return null
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}
