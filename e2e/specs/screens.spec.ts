// Every screen as a browser judges it: reachable names and contrast (axe), nothing beyond the edge at 320 px, nothing
// that the policy had to stop. SIGNET_SCREENSHOTS=FOLDER keeps a picture of each.
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Browser } from '@playwright/test'
import { locales } from '../../shared/text/text'
import { launchPreview, openScene, type Look } from '../fixtures/renderer-preview'
import { scenes } from '../fixtures/scenes'

/** WCAG 1.4.10: nothing beyond the edge at this width. */
const narrow: Look = { theme: 'dark', width: 320, height: 560 }
/** The main window as people have it, and far smaller. */
const mainLooks: readonly [Look, ...Look[]] = [
  { theme: 'light', width: 900, height: 640 },
  { theme: 'dark', width: 900, height: 640 },
  { theme: 'light', width: 360, height: 640 },
  narrow,
]
/** The consent window has one size. */
const consentLooks: readonly [Look, ...Look[]] = [
  { theme: 'light', width: 480, height: 520 },
  { theme: 'dark', width: 480, height: 520 },
  narrow,
]
const pictures = process.env['SIGNET_SCREENSHOTS']

let browser: Browser
test.beforeAll(async () => {
  browser = await launchPreview()
})
test.afterAll(() => browser.close())

for (const locale of locales) {
  for (const scene of scenes(locale)) {
    const looks = scene.consent === undefined ? mainLooks : consentLooks
    test(`${scene.name} (${locale}) can be read, reached and trusted`, async () => {
      const { context, page, violations } = await openScene(browser, scene, looks[0])
      // For its first half second a question answers nothing: it is looked at as it stands from then on.
      if (scene.consent !== undefined) await expect(page.locator('[aria-disabled="true"]')).toHaveCount(0)
      for (const { theme, width, height } of looks) {
        await page.setViewportSize({ width, height })
        await page.emulateMedia({ colorScheme: theme })
        const where = `${theme}, ${String(width)} px`
        const { violations: faults } = await new AxeBuilder({ page }).setLegacyMode().analyze()
        expect(
          faults.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
          where,
        ).toEqual([])
        expect(await page.evaluate(beyondEdge), `px beyond the edge, ${where}`).toBe(0)
        if (pictures === undefined) continue
        // What stays in sight of a long page belongs at its top.
        await page.evaluate(() => window.scrollTo(0, 0))
        const file = `${scene.name}-${locale}-${theme}-${String(width)}.png`
        await page.screenshot({ path: join(pictures, file), fullPage: scene.consent === undefined })
      }
      expect(await violations()).toEqual([])
      await context.close()
    })
  }
}

/** Runs in the page. */
function beyondEdge(): number {
  const { scrollWidth, clientWidth } = document.documentElement
  return scrollWidth - clientWidth
}
