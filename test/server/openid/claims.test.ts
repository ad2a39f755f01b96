import type { JWTPayload } from 'jose'
import { expect, test } from 'vitest'
import { scriptedProvider, tokensOf } from '../../support/sign-in/scripted-provider.ts'
import { attempt, start } from '../../support/sign-in/scripted-sign-in.ts'

test('a scope comes of claims: who has them sees a part, a star is all, and who has none comes not in', async () => {
  const provider = await scriptedProvider()
  const { publicUrl } = await start(provider, { scope: { team: 'teams' } })
  const with_ = (more: JWTPayload) =>
    attempt(provider, publicUrl, async ({ good }) => tokensOf(await provider.sign({ ...good, ...more })))
  expect((await with_({ teams: ['payments', 'billing'] })).who).toMatchObject({
    scope: { team: ['payments', 'billing'] },
    may: expect.not.arrayContaining(['observe']),
  })
  expect((await with_({ teams: ['payments', '*'] })).who).toMatchObject({ scope: null })
  for (const more of [{}, { teams: [] }, { teams: 5 }, { teams: [''] }]) {
    const { status, text, who } = await with_(more)
    expect([more, status, who]).toEqual([more, 403, null])
    if (Object.keys(more).length === 0) expect(text).toContain('teams')
  }
})

test('what the ID token does not say of somebody is looked for in the user info, of the same person', async () => {
  const provider = await scriptedProvider()
  provider.metadata = { userinfo_endpoint: `${provider.issuer}/me` }
  const { publicUrl } = await start(provider)
  const told = (sub: string) =>
    attempt(provider, publicUrl, async ({ good }) => {
      const { groups: _unsaid, ...thin } = good
      const tokens = tokensOf(await provider.sign(thin))
      return (request, response) => {
        if (request.url !== '/me') return tokens?.(request, response)
        expect(request.headers.authorization).toBe('Bearer a')
        const body = JSON.stringify({ sub, name: 'Somebody else', groups: ['oncall'] })
        response.setHeader('content-type', 'application/json').end(body)
      }
    })
  expect((await told('ana')).who).toMatchObject({ name: 'Ana', role: 'responder' })
  expect((await told('root')).who).toBeNull()
})

test('names are those of people: nothing that cannot be seen, and none that would pass for nobody', async () => {
  const provider = await scriptedProvider()
  const { publicUrl } = await start(provider)
  const named = async (name: unknown): Promise<string | undefined> =>
    (
      await attempt(provider, publicUrl, async ({ good }) =>
        tokensOf(await provider.sign({ ...good, name, preferred_username: 'ana.l' })),
      )
    ).who?.name
  expect(await named('Ana\u202e\u0000 Lima')).toBe('Ana Lima')
  expect(await named('\u200b')).toBe('ana.l')
  expect(await named({})).toBe('ana.l')
})
