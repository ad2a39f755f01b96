/** Why nothing is received for want of a credential. */
export type SignedOutReason =
  /** There is none: nobody has signed in. */
  | 'none'
  /** There was one, and it could not be renewed. */
  | 'ended'
  /** The server does not take it (401). */
  | 'refused'
  /** The server knows whose it is, and they may not (403). */
  | 'forbidden'

/** What a credential is wanted for. */
export type Wanted =
  /** To ask the server something. */
  | { readonly to: 'ask' }
  /** The server says that this one ends soon. */
  | { readonly to: 'renew'; readonly token: string | undefined }
  /** The server has refused this one. */
  | { readonly to: 'replace'; readonly token: string | undefined }

/** `token` undefined: it is asked without one, as an open server is, and one whose cookie the browser carries. */
export type CredentialAnswer =
  | { readonly ok: true; readonly token: string | undefined }
  | {
      readonly ok: false
      readonly reason: Extract<SignedOutReason, 'none' | 'ended'>
      readonly detail: string
    }

/**
 * The host's answer, asked for before each request and not kept by the client. It rejects when that cannot be said now
 * (who renews it is not reached): then it is asked for again, as everything is that fails on the way.
 */
export type AskCredential = (wanted: Wanted) => Promise<CredentialAnswer>

/** The host has no credential: nothing was asked of the server. */
export class NoCredential extends Error {
  readonly reason: SignedOutReason

  constructor({ reason, detail }: Extract<CredentialAnswer, { readonly ok: false }>) {
    super(detail)
    this.reason = reason
  }
}

/** A host that was given a token once, or goes without. */
export function oneToken(token: () => string | undefined): AskCredential {
  return async () => ({ ok: true, token: token() })
}
