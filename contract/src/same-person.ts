import { type Acknowledgement, type Alert, isFree } from './alert.ts'
import { seenOf } from './blank.ts'
import { isGoingOn } from './episode.ts'

/** Do two names mean one person? What people write by hand differs in capitals and in spaces. */
export function isSamePerson(one: string, other: string): boolean {
  return plain(one) === plain(other)
}

/** Is it for this person to take over what somebody has (S37)? */
export function isOfferedTo(own: Acknowledgement | null, name: string | null): boolean {
  return name !== null && own?.offered_to !== undefined && isSamePerson(own.offered_to.name, name)
}

/** Is its owner this person, and asked whether they are still on it (S38)? */
export function isAskedOf(own: Acknowledgement | null, name: string | null): boolean {
  return name !== null && own?.asked_at !== undefined && own.name === name
}

/** May this person take it as it is: nobody has it, it is offered to them, or they are asked whether they are still on it? */
export function mayTake(
  alert: Pick<Alert, 'status' | 'episode' | 'acknowledged_by'>,
  name: string | null,
): boolean {
  const own = alert.acknowledged_by
  return isFree(alert) || (isGoingOn(alert) && (isOfferedTo(own, name) || isAskedOf(own, name)))
}

function plain(name: string): string {
  return seenOf(name).replaceAll(/\s+/g, ' ').toLowerCase()
}
