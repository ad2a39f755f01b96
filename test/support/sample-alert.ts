import { type Alert, fingerprint, levelOf } from '@watchfloor/contract'

/** A firing alert with its name, severity, level and fingerprint as its labels say; what a test is about is given. */
export function sampleAlert(part: Partial<Alert> = {}): Alert {
  const labels = part.labels ?? { alertname: 'PaymentsDown', severity: 'critical', cluster: 'eu-1' }
  const severity = labels.severity ?? ''
  return {
    fingerprint: fingerprint(labels),
    life: 'abc.1',
    alertname: labels.alertname ?? '',
    status: 'firing',
    severity,
    level: levelOf(severity),
    unconfirmed: false,
    flapping: 0,
    labels,
    annotations: {},
    starts_at: '2026-11-24T03:12:00.000Z',
    silenced_by: [],
    inhibited_by: [],
    muted_by: [],
    acknowledged_by: null,
    receivers: [],
    ...part,
  }
}
