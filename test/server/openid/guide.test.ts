import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startServer } from '@watchfloor/server'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { loadSettings } from '../../../server/src/config/load-settings.ts'
import { visitor } from '../../support/http/sign-in.ts'
import { freePort } from '../../support/network/free-port.ts'
import { startProvider, throughProvider } from '../../support/sign-in/openid-provider.ts'
import { tempDir } from '../../support/temp-dir.ts'

const GUIDE = join(import.meta.dirname, '../../../docs/sign-in/openid-connect.md')

test('the settings of the guide sign people in, with the provider’s addresses put in their places', async () => {
  const text = await readFile(GUIDE, 'utf8')
  const yaml = /```yaml\n([^`]*)```/.exec(text)?.[1] ?? ''
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${port}`
  const at = 'https://watchfloor.example.com'
  // What the page says has to be set at the provider is what this one is set to.
  const listed = [...text.matchAll(/`(https:\/\/watchfloor\.example\.com\/[^`]*)`/g)].map(([, url = '']) =>
    url.replace(at, publicUrl),
  )
  expect(new Set(listed)).toEqual(
    new Set([
      `${publicUrl}/sign-in/openid/callback`,
      `${publicUrl}/`,
      `${publicUrl}/sign-in/openid/back-channel-logout`,
    ]),
  )
  const provider = await startProvider(publicUrl, {
    ana: { name: 'Ana', groups: ['on-call', 'engineering'] },
    root: { name: 'Root', groups: ['watchfloor-admins'] },
    guest: { name: 'Guest', groups: ['guests'] },
  })
  onTestFinished(provider.stop)
  const folder = await tempDir()
  const secret = join(folder, 'openid-secret')
  await writeFile(secret, provider.clientSecret)
  const written = yaml
    .replaceAll(at, publicUrl)
    .replaceAll(/https:\/\/login\.example\.com\S*/g, provider.issuer)
    .replaceAll('/etc/watchfloor/openid-secret', secret)
  const loaded = loadSettings({ file: { name: 'watchfloor.yml', text: written } })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  const server = await startServer({
    config: { ...loaded.settings, listen: `127.0.0.1:${port}`, data_dir: folder },
  })
  onTestFinished(server.close)
  const roleOf = async (login: string): Promise<string | undefined> => {
    const browser = visitor(publicUrl)
    const back = await throughProvider(browser, `${publicUrl}/sign-in/openid`, login, { publicUrl })
    await browser.get(back.href)
    const session = (await (await browser.get('/api/v2/session')).json()) as {
      who: { role: string; expires_at: string } | null
    }
    if (session.who !== null) {
      const hours = (Date.parse(session.who.expires_at) - Date.now()) / 3_600_000
      expect(Math.ceil(hours)).toBe(12)
    }
    return session.who?.role
  }
  expect([await roleOf('ana'), await roleOf('root'), await roleOf('guest')]).toEqual([
    'responder',
    'admin',
    undefined,
  ])
  // Every setting of the table is one, and stands in the example or the reference.
  const settings = parse(yaml) as { openid: object }
  for (const name of ['issuer', 'client_secret_file', 'role_claim', 'roles'])
    expect(settings.openid).toHaveProperty(name)
})
