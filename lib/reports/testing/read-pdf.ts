/** Reads the text of a document back, by the letters its own fonts say their glyphs are, in the order it is drawn. */
import { inflateSync } from 'node:zlib'

export function readPdf(file: Buffer): { pages: number; text: string } {
  const source = file.toString('latin1')
  if (!source.startsWith('%PDF-') || !source.trimEnd().endsWith('%%EOF')) throw new Error('this is no PDF')
  const objects = new Map<string, string>()
  for (const [, number = '', body = ''] of source.matchAll(/(?:^|\n)(\d+) 0 obj\r?\n([\s\S]*?)\r?\nendobj/g))
    objects.set(number, body)
  const letters = new Map<string, Map<string, string>>()
  for (const body of objects.values())
    for (const [, name = '', reference = ''] of body.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const unicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(reference) ?? '')?.[1]
      if (unicode) letters.set(name, readMap(streamOf(objects.get(unicode) ?? '')))
    }
  const pages = [...objects.values()].filter((body) => /\/Type \/Page\b(?!s)/.test(body))
  const text = pages.map((page) => {
    const content = /\/Contents (\d+) 0 R/.exec(page)?.[1] ?? ''
    return textOf(streamOf(objects.get(content) ?? ''), letters)
  })
  return { pages: pages.length, text: text.join('\n') }
}

function streamOf(body: string): string {
  const start = body.indexOf('stream\n') + 7
  const bytes = Buffer.from(body.slice(start, body.lastIndexOf('\nendstream')), 'latin1')
  return body.includes('/FlateDecode') ? inflateSync(bytes).toString('latin1') : bytes.toString('latin1')
}

/** From glyph to letters: `<0000> <0010> [<0041> <0042> …]`. */
function readMap(source: string): Map<string, string> {
  const map = new Map<string, string>()
  for (const [, from = '', , list = ''] of source.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/gi))
    for (const [i, [, letters = '']] of [...list.matchAll(/<([0-9a-f ]*)>/gi)].entries())
      map.set((Number.parseInt(from, 16) + i).toString(16).padStart(4, '0'), utf16(letters.replaceAll(' ', '')))
  return map
}

function utf16(hex: string): string {
  return (hex.match(/.{4}/g) ?? []).map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join('')
}

function textOf(content: string, letters: Map<string, Map<string, string>>): string {
  let font = ''
  let text = ''
  for (const [, name, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name) font = name
    for (const [, glyphs = ''] of (shown ?? '').matchAll(/<([0-9a-f]+)>/gi))
      for (const glyph of glyphs.match(/.{4}/g) ?? []) text += letters.get(font)?.get(glyph.toLowerCase()) ?? ''
    if (shown !== undefined) text += '\n'
  }
  return text
}
