import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import config from '../playwright.config.ts'
import { ROOT } from './run-command.ts'

// Draws the desktop's icons. Run it after changing a shape, look at the result, and commit it:
//   node scripts/draw-icons.ts

const FOLDER = join(ROOT, 'src/main/icons')
const PACKAGED = join(ROOT, 'deploy/desktop/icons')
const FONT = join(ROOT, 'node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2')

/** Each keeps 3:1 on white and on black: a panel may be either. */
const COLOURS = { quiet: '#7F8998', critical: '#D6303C', blind: '#BE33A0' }

/** The board's own silhouette of critical, in a box of 16. */
const OCTAGON = 'M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z'
const MOON = 'M14.4 8.6A6.5 6.5 0 1 1 7.4 1.6 5.1 5.1 0 0 0 14.4 8.6z'
/** One pixel of a tray icon, so that straight edges are sharp. */
const PIXEL = 16 / 22

const TRAY = 22
const COUNTS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '9+']

interface Icon {
  readonly name: string
  readonly size: number
  /** What stands in a box of 16. */
  readonly body: string
}

const quiet: readonly Icon[] = [
  { name: 'tray-idle', size: TRAY, body: ring(COLOURS.quiet) },
  {
    name: 'tray-paused',
    size: TRAY,
    body: `<path d="${MOON}" fill="${COLOURS.quiet}" stroke="${COLOURS.quiet}" stroke-linejoin="round"/>`,
  },
  {
    name: 'tray-not-receiving',
    size: TRAY,
    body: `<rect x="${3.5 * PIXEL}" y="${3.5 * PIXEL}" width="${15 * PIXEL}" height="${15 * PIXEL}" fill="none"
      stroke="${COLOURS.blind}" stroke-width="${3 * PIXEL}"/>`,
  },
]
const critical = COUNTS.flatMap((count): Icon[] => {
  const name = `tray-critical-${count.replace('+', '-plus')}`
  return [
    { name, size: TRAY, body: `${octagon(COLOURS.critical)}${digits(count, '#FFFFFF')}` },
    // macOS takes only the shape, in its own colour, so the count is cut out of it.
    { name: `${name}-template`, size: TRAY, body: cutOut(octagon('#000000'), digits(count, '#000000')) },
  ]
})
const app: Icon = {
  name: 'app',
  size: 512,
  body: `<rect x=".5" y=".5" width="15" height="15" rx="3.4" fill="#0B5CD5"/>
    <circle cx="8" cy="8" r="4.7" fill="none" stroke="#FFFFFF" stroke-width="1.3"/>
    <circle cx="8" cy="8" r="2.05" fill="#FFFFFF"/>`,
}

function ring(colour: string): string {
  return `<circle cx="8" cy="8" r="6" fill="none" stroke="${colour}" stroke-width="2.2"/>`
}

function octagon(colour: string): string {
  return `<path d="${OCTAGON}" fill="${colour}" stroke="${colour}" stroke-width="1.5" stroke-linejoin="round"/>`
}

function digits(count: string, colour: string): string {
  const [size, y] = count.length === 1 ? [11.5, 12.1] : [9, 11.2]
  return `<text x="8" y="${y}" fill="${colour}" text-anchor="middle" font-family="Digits" font-weight="750"
    font-size="${size}" letter-spacing="-.4">${count}</text>`
}

function cutOut(shape: string, hole: string): string {
  return `<mask id="hole"><rect width="16" height="16" fill="#FFFFFF"/>${hole}</mask><g mask="url(#hole)">${shape}</g>`
}

/** What systems show an installed app by: in lists, docks and its installer. */
const APP_SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024]

async function drawInto(file: string, page: Page, style: string, body: string, edge: number): Promise<void> {
  await page.setContent(
    `${style}<svg xmlns="http://www.w3.org/2000/svg" width="${edge}" height="${edge}" viewBox="0 0 16 16">${body}</svg>`,
  )
  const image = await page.screenshot({
    omitBackground: true,
    clip: { x: 0, y: 0, width: edge, height: edge },
  })
  await writeFile(file, image)
}

function draw(page: Page, style: string, { name, size, body }: Icon, scale: number): Promise<void> {
  const file = join(FOLDER, `${name}${scale === 1 ? '' : `@${scale}x`}.png`)
  return drawInto(file, page, style, body, size * scale)
}

const font = (await readFile(FONT)).toString('base64')
const style = `<style>
  @font-face { font-family: Digits; src: url(data:font/woff2;base64,${font}); font-weight: 100 900; }
  body { margin: 0; background: transparent; }
  svg { display: block; }
</style>`
for (const folder of [FOLDER, PACKAGED]) await mkdir(folder, { recursive: true })
// The browser that the tests have.
const tests = config.projects?.find(({ name }) => name === 'looks')
const browser = await chromium.launch(tests?.use?.launchOptions)
// What lies outside would be cut off.
const edge = Math.max(...APP_SIZES)
const page = await browser.newPage({ viewport: { width: edge, height: edge } })
for (const icon of [...quiet, ...critical]) for (const scale of [1, 2]) await draw(page, style, icon, scale)
await draw(page, style, app, 1)
for (const size of APP_SIZES) {
  await drawInto(join(PACKAGED, `${size}x${size}.png`), page, style, app.body, size)
}
await browser.close()
