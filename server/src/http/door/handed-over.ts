import { IncomingMessage } from 'node:http'

/**
 * The class of a server's requests, of which those that `isHandedOver` picks come to the listeners of `upgrade`, though
 * they ask for none: Node lets go of their connection then, and its parser, its response and what it listens to are
 * gone, which are three quarters of what an idle stream would cost. A Node that does not ask `upgrade` of a request
 * gives them to the listeners of `request` as ever.
 */
export function handedOver(isHandedOver: (request: IncomingMessage) => boolean): typeof IncomingMessage {
  return class extends IncomingMessage {
    // Without initialisers: Node sets `upgrade` before these would run.
    declare private isUpgrade: boolean | null
    declare private isDecided: boolean | undefined

    /** What Node's parser has found, and asks again once all of the head is known: once is decided for good. */
    get upgrade(): boolean | null {
      if (this.isDecided === undefined && this.method !== null) {
        this.isDecided = true
        this.isUpgrade ||= isHandedOver(this)
      }
      return this.isUpgrade
    }

    set upgrade(is: boolean | null) {
      this.isUpgrade = is
    }
  }
}
