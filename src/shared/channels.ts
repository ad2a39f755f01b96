/**
 * The names of everything that crosses between main and the page. The preload needs no more than these; what each
 * carries stands in `ipc.ts`.
 */

/** Asked by the page, answered by main. */
export const CALLS = [
  'start',
  'since',
  'acknowledge',
  'unacknowledge',
  'resolve',
  'request',
  'testServer',
  'join',
  'changeSettings',
  'setToken',
  'signIn',
  'stopSigningIn',
  'signOut',
  'inbox',
  'readInbox',
  'seen',
  'testNotification',
  'makeReport',
  'saveHandover',
  'lookForUpdate',
  'installUpdate',
] as const
export type CallName = (typeof CALLS)[number]

/** Told by main. */
export const PUSHES = ['live', 'desk', 'inboxRows', 'goTo'] as const
export type PushName = (typeof PUSHES)[number]

export const callChannel = (name: CallName): string => `watchfloor:call:${name}`
export const pushChannel = (name: PushName): string => `watchfloor:push:${name}`
