import { later } from './later.tsx'

/**
 * What the first look at the board does not need. The chain is not among them: it says what is broken when nothing can
 * be fetched.
 */
export const LATER = {
  Access: later(async () => (await import('../features/access/access.tsx')).Access),
  AlertDetail: later(async () => (await import('../features/detail/alert-detail.tsx')).AlertDetail),
  Assistant: later(async () => (await import('../features/assistant/assistant.tsx')).Assistant),
  Audit: later(async () => (await import('../features/audit/audit.tsx')).Audit),
  Handover: later(async () => (await import('../features/handover/handover.tsx')).Handover),
  History: later(async () => (await import('../features/history/history.tsx')).History),
  Inbox: later(async () => (await import('../features/inbox/inbox.tsx')).Inbox),
  Join: later(async () => (await import('../features/join/join.tsx')).Join),
  Palette: later(async () => (await import('../features/keyboard/palette.tsx')).Palette),
  Settings: later(async () => (await import('../features/settings/settings.tsx')).Settings),
  SignIn: later(async () => (await import('../features/sign-in/sign-in.tsx')).SignIn),
  SilenceForm: later(async () => (await import('../features/silences/silence-form.tsx')).SilenceForm),
  Silences: later(async () => (await import('../features/silences/silences.tsx')).Silences),
  Stats: later(async () => (await import('../features/stats/stats.tsx')).Stats),
  Welcome: later(async () => (await import('../features/welcome/welcome.tsx')).Welcome),
}

/** What somebody needs soon, or when the server is gone, first. */
const ORDER = [LATER.AlertDetail, LATER.SilenceForm, ...Object.values(LATER)]

/** Fetches them ahead, one after the other, so that a key never waits, and a server that is gone takes no screen along. */
export async function fetchAhead(idle: () => Promise<void>): Promise<void> {
  for (const part of ORDER) {
    await idle()
    // Whoever opens it asks again, and is told.
    await part.fetch().catch(() => {})
  }
}
