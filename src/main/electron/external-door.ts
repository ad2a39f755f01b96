import type { Shell } from 'electron'
import { externalUrl } from '../../shared/external-link.ts'

export interface ExternalDoorOptions {
  readonly shell: Pick<Shell, 'openExternal'>
  readonly report: (error: unknown) => void
}

/** Opens an address in the browser, if it is one that may be opened at all. */
export function createExternalDoor({ shell, report }: ExternalDoorOptions): (address: string) => void {
  return (address) => {
    const url = externalUrl(address)
    if (url === undefined) return report(new Error(`Not opened: ${JSON.stringify(address.slice(0, 200))}`))
    shell.openExternal(url).catch(report)
  }
}
