import { expect, test } from 'vitest'
import { watchDeadPeers } from '../../../../server/src/stream/connections/dead-peers.ts'
import { retransmissions } from '../../../../server/src/stream/connections/unacknowledged.ts'
import { HandClock } from '../../../support/core/hand-clock.ts'

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const row = (local: string, remote: string, state: string, times: string): string =>
  `   3: ${local} ${remote} ${state} 00000060:00000000 01:00000A2B ${times}     0        0 4783230 2 00000000b1108ec6 20 4 0 11 -1\n`

test('the peers that acknowledge nothing are read from the tables of Linux, IPv4 and IPv6', () => {
  const table =
    HEAD +
    row('0100007F:2387', '0201D50A:D431', '01', '00000004') +
    row('0100007F:2387', '0301D50A:D432', '01', '00000000') +
    row('0100007F:2387', '0401D50A:D433', '04', '00000006')
  expect([...retransmissions(table)]).toEqual([['10.213.1.2|54321', 4]])
  const wide = (address: string): string =>
    HEAD + row(`${'0'.repeat(32)}:2387`, `${address}:0050`, '01', '00000010')
  expect([...retransmissions(wide('0000000000000000FFFF00000201D50A'))]).toEqual([
    ['::ffff:10.213.1.2|80', 16],
  ])
  expect([...retransmissions(wide('B80D0120000000000000000001000000'))]).toEqual([['2001:db8::1|80', 16]])
})

test('a link that loses packets is not a dead peer; one that stays silent is, within 8 s', async () => {
  const clock = new HandClock()
  let times = 0
  const cut: string[] = []
  const stop = watchDeadPeers({
    timers: clock,
    monotonic: clock.monotonic,
    readTables: async () => [HEAD + row('0100007F:2387', '0201D50A:D431', '01', `0000000${times}`)],
    isNeeded: () => true,
    cut: (peer) => cut.push(peer),
    onFailed: (error) => {
      throw error
    },
  })
  const settle = () => new Promise(setImmediate)
  for (let n = 0; n < 20; n++) {
    // Every other look it was just acknowledged.
    times = n % 2 === 0 ? 3 : 0
    await clock.pass(2_000, settle)
  }
  times = 1
  await clock.pass(60_000, settle)
  expect(cut).toEqual([])
  times = 0
  await clock.pass(2_000, settle)
  times = 4
  await clock.pass(8_000, settle)
  expect(cut).toEqual(['10.213.1.2|54321'])
  stop()
})
