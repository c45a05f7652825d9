/**
 * Text on a page in whatever script it is: each run of it in the first font that has its letters. What no font has is drawn as the
 * empty box every font has for it, so a name never keeps a statement from being made.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { findProjectRoot } from '@/lib/base/project-root'

export type Weight = 'regular' | 'bold'
export type Align = 'left' | 'right'

/** What of a PDF document is drawn with here. */
export type Page = {
  font(name: string): Page
  fontSize(size: number): Page
  widthOfString(text: string): number
  text(text: string, x: number, y: number, options: { lineBreak: false }): Page
  registerFont(name: string, source: Buffer): Page
}

const families = [
  {
    name: 'latin',
    regular: 'geist/dist/fonts/geist-sans/Geist-Regular.ttf',
    bold: 'geist/dist/fonts/geist-sans/Geist-SemiBold.ttf',
  },
  {
    name: 'devanagari',
    regular: '@fontsource/noto-sans-devanagari/files/noto-sans-devanagari-devanagari-400-normal.woff',
    bold: '@fontsource/noto-sans-devanagari/files/noto-sans-devanagari-devanagari-600-normal.woff',
  },
] as const

const DEVANAGARI = /[\u0900-\u097f\u1cd0-\u1cff\ua8e0-\ua8ff\u200c\u200d]/u

export function readFont(file: string): Buffer {
  return readFileSync(path.join(findProjectRoot(), 'node_modules', file))
}

/** The fonts a document begins with. */
export function registerFonts(page: Page): void {
  for (const { name, ...files } of families)
    for (const weight of ['regular', 'bold'] as const) page.registerFont(`${name}-${weight}`, readFont(files[weight]))
}

type Run = { text: string; family: (typeof families)[number]['name'] }

/** Without what moves the pen or hides: line ends, controls, marks of direction. */
export function printable(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu, ' ')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
}

export function runsOf(text: string): Run[] {
  const runs: Run[] = []
  for (const letter of printable(text)) {
    const last = runs.at(-1)
    const family = DEVANAGARI.test(letter) ? 'devanagari' : 'latin'
    // A blank goes on in the font of what it follows.
    if (last && (last.family === family || (letter === ' ' && last.family === 'latin'))) last.text += letter
    else runs.push({ text: letter, family })
  }
  return runs
}

export function widthOf(page: Page, text: string, size: number, weight: Weight = 'regular'): number {
  page.fontSize(size)
  return runsOf(text).reduce((width, run) => width + page.font(`${run.family}-${weight}`).widthOfString(run.text), 0)
}

/** Draws a line of text; `x` is its left end, or its right one. */
export function drawText(
  page: Page,
  text: string,
  x: number,
  y: number,
  options: { size: number; weight?: Weight; align?: Align },
): void {
  const { size, weight = 'regular', align = 'left' } = options
  page.fontSize(size)
  let at = align === 'right' ? x - widthOf(page, text, size, weight) : x
  for (const run of runsOf(text)) {
    page.font(`${run.family}-${weight}`)
    page.text(run.text, at, y, { lineBreak: false })
    at += page.widthOfString(run.text)
  }
}

/** In lines that fit; a word that does not is cut. At most `most` lines, the last then ends in dots. */
export function wrapped(
  page: Page,
  text: string,
  width: number,
  size: number,
  most: number,
  weight: Weight = 'regular',
): string[] {
  const lines: string[] = []
  let line = ''
  const fits = (some: string) => widthOf(page, some, size, weight) <= width
  for (const [i, word] of printable(text).trim().split(/\s+/).entries()) {
    // A long name is parted after its hyphens rather than anywhere.
    for (const [j, part] of word.split(/(?<=[-/_])/).entries()) {
      const longer = line === '' ? part : `${line}${i > 0 && j === 0 ? ' ' : ''}${part}`
      if (fits(longer)) {
        line = longer
        continue
      }
      if (line !== '') lines.push(line)
      line = ''
      for (const letter of part) {
        if (line !== '' && !fits(line + letter)) {
          lines.push(line)
          line = ''
        }
        line += letter
      }
    }
  }
  if (line !== '') lines.push(line)
  if (lines.length <= most) return lines
  let last = lines[most - 1] ?? ''
  while (last !== '' && !fits(`${last}…`)) last = [...last].slice(0, -1).join('')
  return [...lines.slice(0, most - 1), `${last}…`]
}
