import { expect, test } from 'vitest'
import { jumpLane } from '../../../../src/renderer/features/keyboard/lane-jumps.ts'
import { createScreen } from '../../../../src/renderer/state/screen.ts'
import { sampleAlert } from '../../support/board-parts.ts'
import { boardRig } from '../../support/board-rig.ts'

const alert = (n: number, part = {}) =>
  sampleAlert({ fingerprint: `${n}`.padStart(16, '0'), labels: { service: `s${n}` }, ...part })

test('jumps go to the first line of each lane, and to the head of one that is folded', () => {
  const acknowledged_by = { name: 'Priya', at: '2026-11-24T03:00:00.000Z', until: 'resolved' as const }
  const { board } = boardRig(
    alert(1),
    alert(2),
    alert(3, { acknowledged_by }),
    alert(4, { silenced_by: ['s'] }),
  )
  const seen: (string | undefined)[] = []
  const jump = (by: 1 | -1): void => {
    jumpLane({ board, screen: createScreen() }, by)
    seen.push(board.getState().active?.split(':').slice(0, 2).join(':').split('[')[0])
  }
  jump(1)
  board.move(1)
  for (const by of [1, 1, 1, -1, -1] as const) jump(by)
  expect(seen).toEqual(['needs:', 'handled:', 'lane:suppressed', 'lane:suppressed', 'handled:', 'needs:'])
})
