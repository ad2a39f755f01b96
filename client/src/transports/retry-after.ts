/** The longest wait that an answer can ask for: beyond it the header is more likely wrong than meant. */
const MOST_MS = 10 * 60_000

/** `Retry-After` (RFC 9110 10.2.3), seconds or a date, to milliseconds from now; null when absent or unreadable. */
export function parseRetryAfter(text: string | null, wall: number): number | null {
  if (text === null) return null
  const trimmed = text.trim()
  const wait = /^\d+$/.test(trimmed) ? Number(trimmed) * 1_000 : Date.parse(trimmed) - wall
  if (Number.isNaN(wait)) return null
  return Math.min(MOST_MS, Math.max(0, wait))
}
