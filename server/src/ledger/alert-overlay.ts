import type { AlertRecord } from '../alerts/record.ts'
import { KEY_OF } from '../storage/record-keys.ts'
import type { KeptAlert } from './alert-map.ts'
import { Overlay } from './overlay.ts'
import { settleAlert } from './settle-alert.ts'
import type { State } from './state.ts'

/** Staged alerts. They know what they replace, so that whoever settles them need not look for what was there. */
export class AlertOverlay extends Overlay<AlertRecord> {
  readonly #state: State
  /** As they are below; those that are new are missing. */
  readonly #replaced = new Map<string, AlertRecord>()
  readonly #settled: KeptAlert[] = []

  constructor(state: State, below: AlertOverlay | undefined) {
    super(state.alerts, below, KEY_OF.alerts)
    this.#state = state
  }

  /** Alerts that were laid into the state, without those that were taken out. */
  get settled(): readonly KeptAlert[] {
    return this.#settled
  }

  /** In the place of what is known of it. */
  replace(known: AlertRecord | undefined, record: AlertRecord): void {
    this.#note(record.fingerprint, known)
    this.put(record)
  }

  remove(known: AlertRecord | undefined, fingerprint: string): void {
    this.#note(fingerprint, known)
    this.forget(fingerprint)
  }

  settle(): void {
    this.staged.forEach((record, fingerprint) => {
      const kept = settleAlert(this.#state, fingerprint, this.#replaced.get(fingerprint), record)
      if (kept !== undefined) this.#settled.push(kept)
    })
  }

  #note(fingerprint: string, known: AlertRecord | undefined): void {
    if (known !== undefined && !this.staged.has(fingerprint)) this.#replaced.set(fingerprint, known)
  }
}
