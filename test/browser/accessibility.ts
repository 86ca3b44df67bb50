/// <reference lib="dom.iterable" />
/** What every page must keep, asked of the page as the browser has laid it out. Runs inside the page: no import reaches it. */
import type { Page } from 'playwright-core'

/** Faults as sentences; an empty list is a good page. */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  return [...(await page.evaluate(structureFaults)), ...(await page.evaluate(contrastFaults))]
}

/** WCAG 2.2: 1.3.1, 2.4.2, 2.4.6, 2.5.8, 3.1.1, 4.1.2. */
function structureFaults(): string[] {
  const faults: string[] = []
  const must = (holds: boolean, fault: string): void => void (holds || faults.push(fault))
  const count = (selector: string): number => document.querySelectorAll(selector).length
  must(document.documentElement.lang === 'en', 'the page says no language')
  must(document.title.trim() !== '', 'the page has no title')
  must(count('h1') === 1, `the page has ${count('h1')} main headings`)
  must(count('main') === 1, `the page has ${count('main')} main landmarks`)
  const levels = [...document.querySelectorAll('h1,h2,h3,h4')].map((it) => Number(it.tagName[1]))
  const leaps = levels.some((level, index) => level > (levels[index - 1] ?? 0) + 1)
  must(!leaps, `heading levels leap: ${levels.join(' ')}`)
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  must(new Set(ids).size === ids.length, 'an id occurs twice')
  for (const field of document.querySelectorAll<HTMLInputElement>('input, select, textarea')) {
    if (field.type === 'hidden') continue
    must((field.labels?.length ?? 0) > 0, `${field.name} has no label`)
  }
  for (const it of document.querySelectorAll<HTMLElement>(
    'button, a.button, nav a, input, select',
  )) {
    const { width, height } = it.getBoundingClientRect()
    const isHidden = width === 0
    must(isHidden || (width >= 24 && height >= 24), `${it.innerText} is too small to hit`)
  }
  for (const it of document.querySelectorAll<HTMLElement>('a, button, summary')) {
    must(it.innerText.trim() !== '', 'something to press says nothing')
  }
  for (const table of document.querySelectorAll('table')) {
    const heads = [...table.querySelectorAll('th')]
    must(heads.length > 0 && heads.every((it) => it.hasAttribute('scope')), 'a table without heads')
  }
  const { scrollWidth } = document.documentElement
  must(scrollWidth <= window.innerWidth, `the page scrolls sideways: ${scrollWidth} pixels wide`)
  return faults
}

/** WCAG 2.2: 1.4.3 for text, 1.4.11 for the edges of fields. */
function contrastFaults(): string[] {
  type Colour = readonly [number, number, number, number]
  const colourOf = (text: string): Colour => {
    const [r = 0, g = 0, b = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number)
    return [r, g, b, alpha]
  }
  const luminance = ([r, g, b]: Colour): number => {
    const [red = 0, green = 0, blue = 0] = [r, g, b].map((value) => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const contrast = (a: Colour, b: Colour): number => {
    const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
    return (light + 0.05) / (dark + 0.05)
  }
  const behind = (element: Element | null): Colour => {
    for (let at = element; at; at = at.parentElement) {
      const colour = colourOf(getComputedStyle(at).backgroundColor)
      if (colour[3] === 1) return colour
    }
    return [255, 255, 255, 1]
  }
  const faults: string[] = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const words = (node.textContent ?? '').trim()
    const element = node.parentElement
    if (words === '' || !element?.checkVisibility()) continue
    const style = getComputedStyle(element)
    const size = parseFloat(style.fontSize)
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
    const ratio = contrast(colourOf(style.color), behind(element))
    if (ratio < (isLarge ? 3 : 4.5)) faults.push(`"${words}" has a contrast of ${ratio.toFixed(2)}`)
  }
  for (const field of document.querySelectorAll('input:not([type=hidden]), select')) {
    const edge = colourOf(getComputedStyle(field).borderTopColor)
    const ratio = contrast(edge, behind(field.parentElement))
    if (ratio < 3) faults.push(`the edge of a field has a contrast of ${ratio.toFixed(2)}`)
  }
  return faults
}

interface Focused {
  /** Empty: nothing on the page has the focus. */
  readonly what: string
  readonly ring: boolean
}

function focused(): Focused {
  const at = document.activeElement
  if (!(at instanceof HTMLElement) || at === document.body) return { what: '', ring: false }
  const { outlineStyle, outlineWidth } = getComputedStyle(at)
  const box = at.getBoundingClientRect()
  const shows = box.bottom > 0 && box.top < window.innerHeight
  const path = [...document.querySelectorAll('*')].indexOf(at)
  return {
    what: `${at.tagName.toLowerCase()} ${at.innerText || at.getAttribute('name') || ''} (${path})`,
    ring: shows && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
  }
}

/** WCAG 2.1.1, 2.4.7: Tab reaches everything there is to press or fill in, and shows where it is. */
export async function keyboardFaults(page: Page): Promise<readonly string[]> {
  const wanted = await page.evaluate(
    () =>
      [
        ...document.querySelectorAll<HTMLElement>(
          'a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]',
        ),
      ].filter((it) => it.checkVisibility()).length,
  )
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  })
  const reached = new Set<string>()
  const faults: string[] = []
  for (let step = 0; step < wanted + 2; step++) {
    await page.keyboard.press('Tab')
    const { what, ring } = await page.evaluate(focused)
    if (what === '' || reached.has(what)) continue
    reached.add(what)
    if (!ring) faults.push(`${what} does not show that it has the focus`)
  }
  if (reached.size < wanted) faults.push(`Tab reaches ${reached.size} of ${wanted}`)
  return faults
}
