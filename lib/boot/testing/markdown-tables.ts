/** The tables of a page in Markdown, each row by the names of its columns. */
export type Row = Record<string, string>

export function readTables(markdown: string): { of(...columns: string[]): Row[] } {
  const tables: { head: string[]; rows: Row[] }[] = []
  let isIn = false
  for (const line of markdown.split('\n')) {
    if (!line.startsWith('|')) {
      isIn = false
      continue
    }
    const cells = line
      .slice(1, line.lastIndexOf('|'))
      .split('|')
      .map((cell) => cell.trim())
    if (!isIn) tables.push({ head: cells, rows: [] })
    const table = tables.at(-1)
    if (isIn && table && !cells.every((cell) => /^:?-+:?$/.test(cell)))
      table.rows.push(Object.fromEntries(table.head.map((name, at) => [name, cells[at] ?? ''])))
    isIn = true
  }
  return {
    of(...columns) {
      const found = tables.filter(({ head }) => columns.every((name) => head.includes(name)))
      const [table] = found
      if (!table || found.length > 1) throw new Error(`${found.length} tables have the columns ${columns.join(', ')}`)
      return table.rows
    },
  }
}
