import { DatabaseSync } from 'node:sqlite'
import { formatTime } from '@watchfloor/contract'
import { takeLives } from '../../server/src/storage/sqlite/lives.ts'

/** The history of a fleet: evenly spread over so long. */
export const SPAN_MS = 90 * 86_400_000

const ALERTS = 20_000
const LEVELS = ['critical', 'high', 'warning', 'warning', 'info'] as const

/** Writes lives of three events each (created or firing, acknowledged, resolved) straight into a file. */
export function fillHistory(file: string, transitions: number, now: number): void {
  const db = new DatabaseSync(file)
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -400000')
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  const sql = (text: string): ReturnType<DatabaseSync['prepare']> => {
    const statement = prepared.get(text) ?? db.prepare(text)
    prepared.set(text, statement)
    return statement
  }
  const insert = db.prepare('INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?)')
  const lives = Math.floor(transitions / 3)
  const step = SPAN_MS / lives
  let sequence = 0
  let laidIn = 0
  db.exec('BEGIN')
  for (let n = 0; n < lives; n++) {
    const member = (n * 7919) % ALERTS
    const began = now - SPAN_MS + n * step
    const life = `bench.${sequence + 1}`
    const alert = {
      fingerprint: member.toString(16).padStart(16, '0'),
      life,
      alertname: `Alert${member % 200}`,
      status: 'firing',
      severity: 'warning',
      level: LEVELS[member % LEVELS.length],
      unconfirmed: false,
      flapping: 0,
      labels: { alertname: `Alert${member % 200}`, instance: `host-${member}.example.com:9100`, job: 'node' },
      annotations: { summary: `Something is wrong with host-${member}` },
      starts_at: formatTime(began),
      silenced_by: [],
      inhibited_by: [],
      muted_by: [],
      acknowledged_by: null,
      receivers: ['watchfloor'],
    }
    const lasts = 5 * 60_000 + (member % 60) * 60_000
    const taken = { name: `person ${member % 12}`, at: formatTime(began + lasts / 3), until: 'resolved' }
    const events = [
      ['alert_firing', began, alert],
      ['alert_acknowledged', began + lasts / 3, { ...alert, acknowledged_by: taken }],
      ['alert_resolved', began + lasts, { ...alert, status: 'resolved', resolved_by: 'sender' }],
    ] as const
    for (const [type, at, data] of events) {
      const { fingerprint, level } = alert as { readonly fingerprint: string; readonly level: string }
      const columns = [++sequence, 'bench', 'bench', type, 'alert_processor', Math.round(at)] as const
      insert.run(...columns, fingerprint, level, JSON.stringify(data))
    }
    if (n % 50_000 !== 49_999) continue
    takeLives(sql, laidIn, sequence)
    laidIn = sequence
    db.exec('COMMIT; BEGIN')
  }
  takeLives(sql, laidIn, sequence)
  db.exec('COMMIT')
  db.close()
}
