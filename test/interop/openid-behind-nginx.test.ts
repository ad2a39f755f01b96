import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { boardStatus, deskOf, visitor } from '../support/http/sign-in.ts'
import { freePort } from '../support/network/free-port.ts'
import { documentedNginx } from '../support/programs/documented-proxies.ts'
import { startNginx } from '../support/programs/nginx.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { startProvider, throughProvider } from '../support/sign-in/openid-provider.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

test('behind a real nginx people sign in, let their desk in, and are signed out from the provider', async () => {
  const [folder, port] = [await tempDir(), await freePort()]
  const { url } = await startNginx({ target: `http://127.0.0.1:${port}`, ...(await documentedNginx()) })
  const provider = await startProvider(url, { ana: { name: 'Ana', groups: ['responder'] } })
  onTestFinished(provider.stop)
  const secret = join(folder, 'secret')
  await writeFile(secret, provider.clientSecret)
  const server = await startServerProcess(folder, {
    listen: `127.0.0.1:${port}`,
    env: {
      WATCHFLOOR_SIGN_IN: 'openid',
      WATCHFLOOR_EXTERNAL_URL: url,
      WATCHFLOOR_TRUSTED_PROXIES: '127.0.0.1',
      WATCHFLOOR_OPENID_ISSUER: provider.issuer,
      WATCHFLOOR_OPENID_CLIENT_ID: 'watchfloor',
      WATCHFLOOR_OPENID_CLIENT_SECRET_FILE: secret,
    },
  })
  onTestFinished(() => server.program.stop())
  const browser = visitor(url)
  const back = await throughProvider(browser, `${url}/sign-in/openid`, 'ana', { publicUrl: url })
  expect((await browser.get(back.href)).status).toBe(200)
  expect((await browser.get('/api/v2/board')).status).toBe(200)
  const desk = await deskOf(url, browser)
  expect(await boardStatus({ url }, desk.token)).toBe(200)
  // Whoever claims another name on the way gets no other address to be sent back to.
  const begun = await visitor(url).get('/sign-in/openid', { 'x-forwarded-host': 'evil.example' })
  expect(begun.headers.get('location') ?? '').not.toContain('evil.example')

  const page = await (await browser.get(`${provider.issuer}/session/end`)).text()
  const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1] ?? ''
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
  await browser.submit(action, { xsrf, logout: 'yes' }, { origin: provider.issuer })
  await until('the desk to be signed out', async () =>
    (await boardStatus({ url }, desk.token)) === 401 ? true : undefined,
  )
  expect((await browser.get('/api/v2/board')).status).toBe(401)
})
