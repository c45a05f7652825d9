/** Reads CSV as RFC 4180 has it: quotes, line breaks within them, a byte order mark. Empty lines are none. */
export type CsvLine = { /** From 1, as an editor counts. */ line: number; cells: string[] }

export function readCsv(text: string): CsvLine[] {
  return [...csvLines(text)]
}

/** Line by line, so that a large file may be read a little at a time. */
export function* csvLines(text: string): Generator<CsvLine> {
  let cells: string[] = []
  let cell = ''
  let isQuoted = false
  let line = 1
  let begunAt = 1
  const endLine = (): CsvLine | null => {
    cells.push(cell)
    const ended = cells.some((one) => one.trim() !== '') ? { line: begunAt, cells } : null
    cells = []
    cell = ''
    begunAt = line
    return ended
  }
  const plain = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  for (let i = 0; i < plain.length; i++) {
    const letter = plain[i]
    if (letter === '\n') line++
    if (isQuoted) {
      if (letter !== '"') cell += letter
      else if (plain[i + 1] === '"') cell += plain[++i]
      else isQuoted = false
    } else if (letter === '"' && cell === '') isQuoted = true
    else if (letter === ',') {
      cells.push(cell)
      cell = ''
    } else if (letter === '\n') {
      const ended = endLine()
      if (ended) yield ended
    } else cell += letter
  }
  const last = endLine()
  if (last) yield last
}
