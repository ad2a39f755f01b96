import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { PolicyText } from './administrator.ts'

const KEY = 'DesktopSettings'

export interface PolicyPreferenceOptions {
  /** `systemPreferences.getUserDefault`. */
  readonly getUserDefault: (key: string, type: 'string') => string
  /** The app's own domain. */
  readonly domain: string
  readonly account: string
  /** Where macOS keeps what configuration profiles say. */
  readonly folder?: string
  readonly owner?: number
}

export function preferencePlace(domain: string): string {
  return `${domain} ${KEY}`
}

/**
 * macOS: a key of a configuration profile. The app's defaults answer with it before the person's own, but do not say
 * whose it is. So it counts only where there is a profile for this app: those files are root's.
 */
export async function readPolicyPreference(options: PolicyPreferenceOptions): Promise<PolicyText> {
  const { domain, account, folder = '/Library/Managed Preferences', owner = 0 } = options
  const files = [join(folder, `${domain}.plist`), join(folder, account, `${domain}.plist`)]
  const found = await Promise.all(files.map((file) => stat(file).catch(() => undefined)))
  if (!found.some((file) => file?.uid === owner)) return { kind: 'none' }
  const text = options.getUserDefault(KEY, 'string')
  return text === '' ? { kind: 'none' } : { kind: 'text', text }
}
