/** Why a token was not sent. */
export class TokenNeedsTls extends Error {
  constructor(base: URL) {
    super(
      `a token is sent only over https, or to this computer, and ${base.origin} is neither; put TLS in front of the server, or go without a token`,
    )
  }
}
