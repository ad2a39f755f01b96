import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { Page } from '@playwright/test'
import { questionIn, visitor } from '../support/http/sign-in.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { createToken, typeToken } from '../support/programs/type-token.ts'
import { until } from '../support/until.ts'
import { expect, livePage, test } from './watched-desk.ts'

/** How everything begins that signs somebody in. */
const SECRETS = /wf[lsr]_[\w-]{43,}/g

/** Everything that the page's engine holds, as text. */
async function memoryOf(page: Page): Promise<string> {
  const devtools = await page.context().newCDPSession(page)
  let text = ''
  devtools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => {
    text += chunk
  })
  await devtools.send('HeapProfiler.takeHeapSnapshot', {})
  await devtools.detach()
  return text
}

test('a person signs in by the system’s browser, is told when it has ended, and begins again from there; no secret is ever in the page', async ({
  launch,
  told,
  session,
  userData,
}, info) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'watchfloor-server-'))
  const server = await startServerProcess(dataDir, { env: { WATCHFLOOR_SIGN_IN: 'tokens' } })
  const browser = visitor(server.url)
  const bin = join(dirname(userData), 'bin')
  const opened = join(dirname(userData), 'opened')
  await mkdir(bin, { recursive: true })
  await writeFile(join(bin, 'xdg-open'), `#!/bin/sh\nprintf '%s\\n' "$1" >> '${opened}'\n`)
  await chmod(join(bin, 'xdg-open'), 0o755)
  const begun = (nth: number): Promise<URL> =>
    until('the browser to be opened', async () => {
      const address = (await readFile(opened, 'utf8').catch(() => '')).split('\n')[nth]
      return address === undefined || address === '' ? undefined : new URL(address)
    })
  const token = await createToken(dataDir, 'Ana Lima', 'responder')

  const app = await launch({
    settings: { version: 1, server: server.url, name: 'Somebody', is_welcomed: true },
    env: { PATH: `${bin}${delimiter}${process.env.PATH}` },
  })
  const page = await app.page()
  await page.getByRole('link', { name: 'Sign in to receive.' }).click()
  await page.getByRole('button', { name: 'Sign in in the browser' }).click()
  await expect(page.getByText(/agree there to let this desk in/)).toBeVisible()
  await page.screenshot({ path: info.outputPath('waiting.png') })
  const at = await begun(0)
  const { port, state, challenge } = Object.fromEntries(at.searchParams) as Record<string, string>
  await browser.submit('/sign-in/token', {
    port: port ?? '',
    state: state ?? '',
    challenge: challenge ?? '',
    token,
  })
  const question = await questionIn(await browser.get(`${at.pathname}${at.search}`))
  const answer = await browser.submit('/sign-in/desk', { question, answer: 'yes' })
  const closing = await fetch(answer.headers.get('location') ?? '')
  expect(await closing.text()).toContain('You can close this')
  await livePage(page)
  await page.evaluate(() => {
    location.hash = '#/settings'
  })
  await expect(page.getByText('Ana Lima').first()).toBeVisible()
  await expect(page.getByText('Not verified on this server')).toHaveCount(0)
  await page.screenshot({ path: info.outputPath('signed-in.png') })

  const memory = await memoryOf(page)
  // It is looked at, and what is in sight is in it.
  expect(memory).toContain('Ana Lima')
  expect(memory.match(SECRETS) ?? []).toEqual([])
  expect(app.output().match(SECRETS) ?? []).toEqual([])
  for (const name of await readdir(userData, { recursive: true })) {
    const text = await readFile(join(userData, name), 'latin1').catch(() => '')
    expect([name, text.match(SECRETS) ?? []]).toEqual([name, []])
  }

  const id = /(\w+) {2}responder.*Ana Lima/.exec((await typeToken(dataDir, 'list')).stdout)?.[1] ?? ''
  expect((await typeToken(dataDir, 'revoke', id)).code).toBe(0)
  const note = await told('Signed out: you are not receiving alerts')
  await session.press(note.id, '0')
  expect((await begun(1)).pathname).toBe('/sign-in/desk')
  await app.close()
  await server.program.stop()
  await rm(dataDir, { recursive: true, force: true })
})
