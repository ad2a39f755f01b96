import type Electron from 'electron'
import { Guarded } from '../not-implemented.ts'

/** `powerMonitor`: nothing happens here by itself; a test emits what it needs (`suspend`, `resume`, …). */
class PowerMonitor
  extends Guarded
  implements Pick<Electron.PowerMonitor, 'getSystemIdleState' | 'getSystemIdleTime'>
{
  constructor() {
    super('powerMonitor')
  }

  getSystemIdleState(_idleThreshold: number): 'active' {
    return 'active'
  }

  getSystemIdleTime(): number {
    return 0
  }
}

export const powerMonitor: PowerMonitor = new PowerMonitor()
