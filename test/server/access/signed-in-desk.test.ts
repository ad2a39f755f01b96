import type { BoardSnapshot } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { openDesk } from '../../main/desk.ts'
import { startServerProcess } from '../../support/programs/server-process.ts'
import { createToken, typeToken } from '../../support/programs/type-token.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { until } from '../../support/until.ts'

test('a desk signs in with its token, acts under its name, and shows that it is blind once it was revoked', async () => {
  const dataDir = await tempDir()
  const server = await startServerProcess(dataDir, { env: { WATCHFLOOR_SIGN_IN: 'tokens' } })
  onTestFinished(() => server.program.stop())
  const sender = await createToken(dataDir, 'Prometheus', 'ingest')
  const ana = await createToken(dataDir, 'Ana Lima', 'responder')
  const fire = async (alertname: string): Promise<void> => {
    const response = await fetch(`${server.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sender}`, 'content-type': 'application/json' },
      body: JSON.stringify([{ labels: { alertname, severity: 'critical' } }]),
    })
    expect(response.status).toBe(200)
  }

  const out = await openDesk({ folder: await tempDir(), server: server.url, token: `${ana}x` })
  onTestFinished(() => out.close())
  await until('it to be signed out', () => (out.trays.at(-1)?.state === 'not_receiving' ? true : undefined))

  const desk = await openDesk({ folder: await tempDir(), server: server.url, token: ana, name: 'Somebody' })
  onTestFinished(() => desk.close())
  await desk.live()
  await fire('Guarded')
  const note = await desk.note(/Guarded/)
  note.events.pressed(note.content.buttons.findIndex((button) => /acknowledge/i.test(String(button))))
  const headers = { authorization: `Bearer ${ana}` }
  const taken = await until('the acknowledgement', async () => {
    const board = (await (await fetch(`${server.url}/api/v2/board`, { headers })).json()) as BoardSnapshot
    return board.alerts[0]?.acknowledged_by ?? undefined
  })
  expect(taken).toMatchObject({ name: 'Ana Lima' })

  const id = /(\w+) {2}responder.*Ana Lima/.exec((await typeToken(dataDir, 'list')).stdout)?.[1] ?? ''
  expect((await typeToken(dataDir, 'revoke', id)).code).toBe(0)
  await until('it to say so', () => (desk.trays.at(-1)?.state === 'not_receiving' ? true : undefined))
})
