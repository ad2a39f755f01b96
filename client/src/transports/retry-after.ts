/** The longest wait that an answer can ask for: beyond it the header is more likely wrong than meant. */
const MOST_MS = 10 * 60_000

interface Named {
  readonly get: (name: string) => string | null
}

/**
 * `Retry-After` (RFC 9110 10.2.3), seconds or a date, to milliseconds from now; null when absent or unreadable. A date
 * is by the clock of whoever answers, and so is the answer's own `Date`; ours (`wall`) counts only without one (S11).
 */
export function parseRetryAfter(headers: Named, wall: number): number | null {
  const text = headers.get('retry-after')
  if (text === null) return null
  const trimmed = text.trim()
  const wait = /^\d+$/.test(trimmed) ? Number(trimmed) * 1_000 : Date.parse(trimmed) - sentAt(headers, wall)
  if (Number.isNaN(wait)) return null
  return Math.min(MOST_MS, Math.max(0, wait))
}

function sentAt(headers: Named, wall: number): number {
  const date = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) ? wall : date
}
