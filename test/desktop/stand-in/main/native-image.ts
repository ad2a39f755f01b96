import { readFileSync } from 'node:fs'
import type Electron from 'electron'
import { readPng } from '../desktop/png.ts'
import { guarded } from '../not-implemented.ts'

/** An image: a PNG, or nothing. */
export interface NativeImage extends Pick<Electron.NativeImage, 'isEmpty' | 'toPNG' | 'setTemplateImage'> {
  readonly getSize: () => Electron.Size
  readonly toDataURL: () => string
  readonly addRepresentation: (options: Electron.AddRepresentationOptions) => void
}

function image(given: Buffer): NativeImage {
  let png = given
  return guarded(
    {
      isEmpty: () => png.length === 0,
      getSize: () => {
        const { width, height } = readPng(png) ?? { width: 0, height: 0 }
        return { width, height }
      },
      toPNG: () => png,
      toDataURL: () => `data:image/png;base64,${png.toString('base64')}`,
      // macOS alone knows these.
      setTemplateImage: () => {},
      // Screens here have one scale, which the first representation serves.
      addRepresentation: ({ buffer, dataURL }: Electron.AddRepresentationOptions) => {
        if (png.length > 0) return
        if (buffer !== undefined) png = buffer
        else if (dataURL !== undefined) png = fromDataUrl(dataURL)
      },
    },
    'NativeImage',
  )
}

/** Electron's images are empty, not errors, when there is none. */
function fromFile(path: string): Buffer {
  try {
    return onlyPng(readFileSync(path))
  } catch {
    return Buffer.alloc(0)
  }
}

function fromDataUrl(url: string): Buffer {
  return onlyPng(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'))
}

function onlyPng(bytes: Buffer): Buffer {
  return readPng(bytes) === undefined ? Buffer.alloc(0) : bytes
}

export const nativeImage = guarded(
  {
    createEmpty: (): NativeImage => image(Buffer.alloc(0)),
    createFromPath: (path: string): NativeImage => image(fromFile(path)),
    createFromBuffer: (bytes: Buffer): NativeImage => image(onlyPng(bytes)),
    createFromDataURL: (url: string): NativeImage => image(fromDataUrl(url)),
  },
  'nativeImage',
)
