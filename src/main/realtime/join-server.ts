import { createClient, type Platform, type Refusal, type Result } from '@watchfloor/client'
import { type Invitation, isJoinable, JoinAnswer, parser, tokenOf } from '@watchfloor/contract'
import type { Joined } from '../../shared/desk-state.ts'
import { isSameServer } from '../../shared/server-address.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import type { TokenStore } from '../settings/token-store.ts'

const parseAnswer = parser(JoinAnswer)

/**
 * Exchanges the code of a link, and watches that server from then on. `replaces` is the server that the person was told
 * it takes the place of: another one is not replaced. The address is the one that the person saw, whatever the server
 * calls itself.
 */
export async function joinServer(
  platform: Platform,
  { settings, tokens }: { readonly settings: SettingsStore; readonly tokens: TokenStore },
  { server, code }: Invitation,
  replaces: string | null,
): Promise<Result<Joined>> {
  if (!isJoinable(server)) return NOT_JOINABLE
  const { locked } = settings.administrator
  if (locked.server != null && !isSameServer(locked.server, server)) return LOCKED
  if (settings.current().server !== replaces) return CHANGED
  const nothing = (): void => {}
  const listeners = { onBoard: nothing, onEvents: nothing, onFreshness: nothing }
  const client = createClient({ ...platform, ...listeners, url: server })
  try {
    const answer = await client.request({
      method: 'POST',
      path: '/api/v2/join',
      body: { code },
      parse: parseAnswer,
    })
    if (!answer.ok) return answer
    const { server: itself, credential } = answer.value
    const token = tokenOf(answer.value)
    // Kept before the server is watched, which begins with it.
    const kept = token === null ? undefined : await tokens.set(server, token)
    if (kept?.ok === false) return kept
    const changed = await settings.change({ server })
    if (!changed.ok) return changed
    return {
      ok: true,
      value: { name: itself.name, unknown_credential: token === null ? (credential?.kind ?? null) : null },
    }
  } finally {
    client.stop()
  }
}

const NOT_JOINABLE: Refusal = {
  ok: false,
  reason: 'invalid',
  message: 'A desk joins a server over https, or one on its own computer.',
}

const LOCKED: Refusal = {
  ok: false,
  reason: 'forbidden',
  message: 'Your administrator has set the server of this computer.',
}

const CHANGED: Refusal = {
  ok: false,
  reason: 'conflict',
  message: 'Another server was chosen meanwhile. Follow the link again.',
}
