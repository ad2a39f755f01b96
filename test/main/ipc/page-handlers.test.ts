import { expect, onTestFinished, test } from 'vitest'
import { runServer } from '../../support/http/run-server.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { openDesk } from '../desk.ts'

async function handlersAt(server: string) {
  const desk = await openDesk({ folder: await tempDir(), server })
  onTestFinished(() => desk.close().catch(() => undefined))
  return desk.desktop.handlers
}

test('the page reaches the API and nothing else of the server', async () => {
  const server = await runServer()
  const { request } = await handlersAt(server.url)
  expect(await request({ path: '/api/v2/stats' })).toMatchObject({ ok: true })
  expect(await request({ path: '/api/v2/alerts/../stats' })).toMatchObject({ ok: true })
  for (const path of [
    '/api/v2/../../metrics',
    '/api/v2/%2e%2e/%2e%2e/metrics',
    '/api/v2/..%2f..%2fmetrics',
  ]) {
    expect(await request({ path })).toMatchObject({ ok: false, reason: 'invalid' })
  }
  expect(await request({ method: 'POST', path: '/api/v2/../../-/reload' })).toMatchObject({
    ok: false,
    reason: 'invalid',
  })
})

test('a token is not kept for a server to which it could be read on the way, nor tried there', async () => {
  const { setToken, testServer } = await handlersAt('http://watch.invalid:9095')
  const kept = await setToken({ token: 'secret' })
  expect(kept).toMatchObject({ ok: false, reason: 'invalid' })
  expect(kept.ok ? '' : kept.message).toContain('only over https')
  expect(await setToken({ token: null })).toMatchObject({ ok: true })
  expect(await testServer({ address: 'http://watch.invalid:9095', token: 'secret' })).toMatchObject({
    ok: false,
    hop: 'unencrypted',
  })

  const here = await handlersAt((await runServer()).url)
  expect(await here.setToken({ token: 'secret' })).toEqual({ ok: true, value: 'memory' })
})
