import { OPEN_SERVER } from '@watchfloor/contract'
import type { Finding } from './rows.ts'

/** That a server lets everybody in; there is no row where it does not. */
export function openRows(warning: string | undefined): readonly Finding[] {
  return warning === undefined
    ? []
    : [{ component: OPEN_SERVER, kind: 'server', status: 'unhealthy', quiet: false, message: warning }]
}
