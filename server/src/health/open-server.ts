import { OPEN_SERVER, PLAIN_SERVER } from '@watchfloor/contract'
import type { Finding } from './rows.ts'

/** That a server lets everybody in, or lets others read what is said to it; there is no row where it does neither. */
export function openRows(warnings: {
  readonly open: string | undefined
  readonly plain: string | undefined
}): readonly Finding[] {
  return [...row(OPEN_SERVER, warnings.open), ...row(PLAIN_SERVER, warnings.plain)]
}

function row(component: string, message: string | undefined): readonly Finding[] {
  return message === undefined
    ? []
    : [{ component, kind: 'server', status: 'unhealthy', quiet: false, message }]
}
