import type { Freshness, Platform } from '@watchfloor/client'
import type { PushName } from '../shared/channels.ts'
import type { PushData } from '../shared/ipc.ts'
import type { Inbox } from './notifications/inbox.ts'
import type { Notifier } from './notifications/notifier.ts'
import type { TrayState } from './presence/tray-model.ts'
import type { SavedBoard } from './realtime/saved-board.ts'
import type { Reporter } from './report/reporter.ts'
import type { SaveHandover } from './report/save-handover.ts'
import type { SettingsStore } from './settings/settings-store.ts'
import type { TokenStore } from './settings/token-store.ts'
import type { Troubles } from './troubles.ts'
import type { UpdatesParts } from './updates/updates.ts'

/** Everything from outside that the desktop is made of. */
export interface DesktopParts {
  readonly version: string
  /** `linux`, `darwin`, `win32`. */
  readonly system: string
  /** The person's name on this computer. */
  readonly account: string
  readonly platform: Platform
  readonly settings: SettingsStore
  readonly tokens: TokenStore
  readonly inbox: Inbox
  readonly inboxSaved: () => Promise<void>
  readonly notifier: Notifier
  readonly newId: () => string
  /** The copy of the board that was found at start. */
  readonly savedBoard: SavedBoard | null
  readonly writeBoard: (board: SavedBoard) => Promise<void>
  readonly window: {
    readonly open: (hash?: string) => void
    readonly takeGoTo: () => string | null
    readonly send: <Name extends PushName>(name: Name, data: PushData<Freshness>[Name]) => void
    readonly isInFront: () => boolean
  }
  readonly tray: { readonly show: (state: TrayState) => void }
  readonly troubles: Troubles
  readonly makeReport: Reporter
  readonly saveHandover: SaveHandover
  readonly updates: Pick<
    UpdatesParts,
    'kind' | 'computer' | 'keys' | 'memory' | 'updater' | 'previous' | 'restart'
  >
  /** Opens an address in the system's browser. */
  readonly openBrowser: (address: string) => void
  /** 256 bits that nobody can foresee, as base64url. */
  readonly newSecret: () => string
  readonly quit: () => void
  readonly report: (error: unknown) => void
}
