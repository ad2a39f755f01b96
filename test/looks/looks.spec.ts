import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { BOTH, IS_EVERY_LOOK, LOOKS, type Look, visit, visits, widthsOf } from './looks.ts'
import { difference, readPicture, sketched, writePicture } from './picture.ts'
import { openPreview, settle } from './preview.ts'

const PICTURES = join(import.meta.dirname, 'pictures')
/** `npm run looks` makes the pictures anew; whoever does looks at them. */
const IS_MAKING = process.env.LOOKS === 'make'
/** The width that is kept in both schemes says most; the others are looked at by `npm run test:nightly`. */
const wanted = (look: Look): readonly number[] =>
  widthsOf(look).filter((width) => IS_MAKING || IS_EVERY_LOOK || width === BOTH)
const PICTURED = LOOKS.filter((look) => wanted(look).length > 0)
const SCHEMES = ['light', 'dark'] as const
/** No picture is larger, bytes. */
const LARGEST = 60_000

for (const [name, looks] of visits(PICTURED)) {
  test(`looks: ${name}`, async ({ browser }) => {
    const page = await openPreview(browser, looks[0]?.query ?? '', 'frozen')
    for (const look of looks) {
      await visit(page, look)
      for (const width of wanted(look)) await lookAt(page, look, width)
    }
  })
}

/** Where things stand does not depend on the scheme: both are kept in one width. */
function schemesAt(width: number): readonly ('light' | 'dark')[] {
  return width === BOTH ? SCHEMES : ['light']
}

/** As it was when somebody last looked at it. */
async function lookAt(page: Page, { name, isForced }: Look, width: number): Promise<void> {
  await page.setViewportSize({ width, height: width < 640 ? 640 : width < 1024 ? 560 : 480 })
  for (const colorScheme of schemesAt(width)) {
    await page.emulateMedia({ colorScheme, forcedColors: isForced ? 'active' : 'none' })
    await settle(page)
    const taken = await page.screenshot()
    const now = sketched(readPicture(taken))
    const file = join(PICTURES, `${name}-${width}-${colorScheme}.png`)
    if (IS_MAKING) {
      const png = writePicture(now)
      expect(png.length, `${file} is small`).toBeLessThanOrEqual(LARGEST)
      await mkdir(PICTURES, { recursive: true })
      await writeFile(file, png)
      continue
    }
    const wrong = difference(now, readPicture(await readFile(file)))
    if (wrong !== undefined)
      await test.info().attach(`${name}-${width}-${colorScheme}`, { body: taken, contentType: 'image/png' })
    expect.soft(wrong, `${name}, ${width} px, ${colorScheme}`).toBeUndefined()
  }
}
