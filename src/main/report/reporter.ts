import type { Result } from '@watchfloor/client'
import { formatTime, type Millis } from '@watchfloor/contract'
import type { DeskState } from '../../shared/desk-state.ts'
import type { Inbox } from '../notifications/inbox.ts'
import type { Session } from '../realtime/session.ts'
import type { KeptCredential, TokenStore } from '../settings/token-store.ts'
import type { ConnectionHistory } from './connection-history.ts'
import { logTail } from './log-tail.ts'
import { reportFiles, type Versions } from './report-files.ts'
import { writeReport } from './write-report.ts'

export interface ReporterWorld {
  /** Where reports stand. */
  readonly folder: string
  readonly log: string
  /** Ends when the log is on disk. */
  readonly logged: () => Promise<void>
  readonly versions: Versions
  readonly home: string
  readonly now: () => Millis
  /** Shows a folder in the system's file manager. */
  readonly show: (folder: string) => Promise<unknown>
  readonly report: (error: unknown) => void
}

/** What the desktop itself knows for a report. */
export interface Known {
  readonly desk: DeskState
  /** Null while no server is watched. */
  readonly session: Pick<Session, 'source' | 'board'> | null
  readonly connection: ConnectionHistory
  readonly inbox: Inbox
  readonly tokens: TokenStore
  readonly withAlerts: boolean
}

export type Reporter = (known: Known) => Promise<Result<string>>

/** Makes a report, and shows its folder; answers it. */
export function createReporter(world: ReporterWorld): Reporter {
  return async ({ desk, session, connection, inbox, tokens, withAlerts }) => {
    const at = formatTime(world.now())
    await world.logged()
    const log = await logTail(world.log)
    const { server } = desk.settings
    const files = reportFiles(
      {
        at,
        versions: world.versions,
        desk,
        freshness: session?.source.freshness() ?? null,
        changes: connection.changes(),
        board: session?.board() ?? null,
        inbox: inbox.rows(),
        log,
        withAlerts,
      },
      { secrets: secretsOf(tokens.kept(server)), home: world.home, server },
    )
    try {
      const folder = await writeReport(world.folder, at, files)
      // Without a file manager it is there all the same, and the page says where.
      world.show(folder).catch(world.report)
      return { ok: true, value: folder }
    } catch (error) {
      return { ok: false, reason: 'server_error', message: (error as Error).message }
    }
  }
}

function secretsOf(kept: KeptCredential | null): readonly string[] {
  return kept === null ? [] : [kept.token, kept.session?.refresh ?? '']
}
