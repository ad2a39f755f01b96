import { type Credential, formatTime, type Millis } from '@watchfloor/contract'

const DAY = 86_400_000

/** Tokens of people and programs, one of which expires soon, and one that has. */
export function sampleCredentials(now: Millis): readonly Credential[] {
  const made = (days: number): string => formatTime(now - days * DAY)
  const left = (days: number): string => formatTime(now + days * DAY)
  return [
    {
      id: '3f0c6f1d22ab',
      name: 'Ana Lima',
      role: 'admin',
      created_at: made(12),
      created_by: 'local administrator',
      expires_at: left(78),
      used_at: formatTime(now - 60_000),
    },
    {
      id: '91b7c0ffee12',
      name: 'Payments on call',
      role: 'responder',
      scope: { team: ['payments', 'checkout'], cluster: ['eu-1'] },
      created_at: made(80),
      created_by: 'Ana Lima',
      expires_at: left(6),
    },
    {
      id: '0a1b2c3d4e5f',
      name: 'Prometheus eu',
      role: 'ingest',
      labels: { cluster: 'eu-1' },
      created_at: made(200),
      created_by: 'Ana Lima',
      expires_at: left(165),
      used_at: made(3),
    },
    {
      id: 'deadbeef0001',
      name: 'Wall screen',
      role: 'viewer',
      created_at: made(95),
      created_by: 'Ana Lima',
      expires_at: left(-5),
    },
  ]
}

export function sampleSessions(now: Millis) {
  const common = { role: 'responder', scope: null } as const
  return [
    {
      ...common,
      id: 's1',
      device: 'browser',
      name: 'Ana Lima',
      role: 'admin',
      subject: 'token:3f0c6f1d22ab',
      address: '10.1.4.7',
      opened_at: formatTime(now - DAY / 4),
      expires_at: formatTime(now + 6 * DAY),
      is_own: true,
    },
    {
      ...common,
      id: 's2',
      device: 'desk',
      name: 'Priya Nair',
      subject: 'oidc:https://id.example.com#priya',
      address: '10.1.4.9',
      opened_at: formatTime(now - DAY / 6),
      expires_at: formatTime(now + DAY / 2),
      is_own: false,
    },
  ]
}
