/** A body that was not taken, with the status to answer. */
export class BodyRefused extends Error {
  readonly statusCode: 400 | 408 | 413 | 503

  constructor(statusCode: BodyRefused['statusCode'], message: string) {
    super(message)
    this.statusCode = statusCode
  }
}
