import { openIdFrom } from './config/openid-from.ts'
import type { Settings } from './config/settings.ts'
import type { Clock, Timers } from './ground/clock.ts'
import type { Logger } from './ground/logger.ts'
import { createOpenId, type OpenId } from './openid/openid.ts'

/** The provider whose people sign in, by the settings; it is looked for from now on, until it is closed. */
export function openIdOf(
  settings: Settings,
  world: { readonly clock: Clock; readonly timers: Timers; readonly logger: Logger },
): OpenId | undefined {
  const provider = openIdFrom(settings)
  if (provider === undefined) return undefined
  const { issuer } = provider
  const { clock, timers, logger } = world
  return createOpenId(provider, {
    now: clock.now,
    after: timers.after,
    changed: (trouble) => {
      if (trouble === undefined) logger.info({ issuer }, 'the provider that people sign in at answers again')
      else
        logger.error(
          { issuer, reason: trouble.reason },
          'the provider that people sign in at does not answer',
        )
    },
  })
}
