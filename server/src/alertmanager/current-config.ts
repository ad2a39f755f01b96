import type { Logger } from '../ground/logger.ts'
import type { Problem } from '../ground/problem.ts'
import type { AlertmanagerConfig, ReadConfig } from './read-config.ts'

export type Reloaded = { readonly ok: true } | { readonly ok: false; readonly problems: readonly Problem[] }

/** The alertmanager.yml in effect, and the way to read it again. */
export interface CurrentConfig {
  /** Undefined when the server has none. */
  readonly current: () => AlertmanagerConfig | undefined
  /** Reads the file again. One with problems changes nothing: what was in effect stays. */
  readonly reload: () => Promise<Reloaded>
}

export interface CurrentConfigParts {
  readonly initial: AlertmanagerConfig | undefined
  /** Undefined when no file is configured. */
  readonly read: (() => ReadConfig) | undefined
  /** Puts another configuration into effect. */
  readonly apply: (config: AlertmanagerConfig) => Promise<void>
  readonly onReload: (isGood: boolean) => void
  readonly logger: Logger
}

export function createCurrentConfig(parts: CurrentConfigParts): CurrentConfig {
  let current = parts.initial
  parts.onReload(true)
  return {
    current: () => current,
    reload: async () => {
      const read = parts.read?.()
      if (read === undefined) return { ok: true }
      if (!read.ok) {
        parts.onReload(false)
        parts.logger.error(
          { problems: read.problems },
          'the configuration was not reloaded; the old one stays',
        )
        return read
      }
      await parts.apply(read.config)
      current = read.config
      parts.onReload(true)
      parts.logger.info({ unserved: read.config.unserved }, 'the configuration was reloaded')
      return { ok: true }
    },
  }
}
