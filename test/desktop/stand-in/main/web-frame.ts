import { guarded } from '../not-implemented.ts'

/** `webContents.mainFrame`: what main checks the sender of a message by. */
export interface WebFrame {
  readonly url: string
  readonly origin: string
  readonly parent: null
  readonly top: WebFrame
  readonly processId: number
  readonly routingId: number
  readonly frameTreeNodeId: number
  readonly isDestroyed: () => boolean
}

export function mainFrame(url: () => string, isDestroyed: () => boolean): WebFrame {
  const frame: WebFrame = guarded(
    {
      get url() {
        return url()
      },
      get origin() {
        return originOf(url())
      },
      parent: null,
      get top(): WebFrame {
        return frame
      },
      processId: 1,
      routingId: 1,
      frameTreeNodeId: 1,
      isDestroyed,
    },
    'WebFrameMain',
  )
  return frame
}

/** Node answers `null` for the origin of a scheme that it does not know; Electron's standard schemes have one. */
function originOf(url: string): string {
  const [origin = 'null'] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+/i.exec(url) ?? []
  return origin.startsWith('file:') ? 'file://' : origin
}
