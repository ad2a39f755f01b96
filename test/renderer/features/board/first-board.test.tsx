import { act, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Board } from '../../../../src/renderer/features/board/board.tsx'
import { sampleBoard } from '../../support/sample-fleet.ts'
import { sessionOf } from '../../support/sample-session.ts'
import { type SignedInScreen, showTo } from '../../support/signed-in.tsx'

const NOW = Date.parse('2026-11-24T03:10:00.000Z')
let shown: SignedInScreen | undefined
afterEach(() => shown?.end())

async function showEmpty(scope: Record<string, string[]> | null): Promise<void> {
  const session = { 'GET /api/v2/session': sessionOf({ scope }) }
  shown = await showTo(NOW, session, <Board timeline={() => null} welcome={<p>Nothing ever arrived.</p>} />)
  act(() => shown?.server.board({ ...sampleBoard({ count: 0, now: NOW }), health: [], silences: [] }))
}

test('a board on which nothing ever was says how to connect a source', async () => {
  await showEmpty(null)
  expect(screen.getByText('Nothing ever arrived.')).toBeTruthy()
})

test('who sees a part of the alerts is not told that nothing ever arrived: their board cannot know it', async () => {
  await showEmpty({ team: ['payments'] })
  expect(screen.queryByText('Nothing ever arrived.')).toBeNull()
})
