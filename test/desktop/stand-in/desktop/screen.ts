import type Electron from 'electron'
import { engine } from '../main/engine.ts'
import { Guarded } from '../not-implemented.ts'

/** `screen`: the X screen is the only display, all of it for windows. */
class Screen
  extends Guarded
  implements Pick<Electron.Screen, 'getAllDisplays' | 'getPrimaryDisplay' | 'getDisplayMatching'>
{
  constructor() {
    super('screen')
  }

  getPrimaryDisplay(): Electron.Display {
    const { size } = engine('screen').screen
    const bounds = { x: 0, y: 0, ...size }
    const display: Partial<Electron.Display> = {
      id: 1,
      label: '',
      bounds,
      workArea: bounds,
      size,
      workAreaSize: size,
      scaleFactor: 1,
      rotation: 0,
      internal: false,
    }
    return display as Electron.Display
  }

  getAllDisplays(): Electron.Display[] {
    return [this.getPrimaryDisplay()]
  }

  getDisplayMatching(_bounds: Electron.Rectangle): Electron.Display {
    return this.getPrimaryDisplay()
  }
}

export const screen: Screen = new Screen()
