/** What a line of a statement is, in the words of its files. */
export function kindWord(kind: string): string {
  return words[kind] ?? kind
}

const words: Record<string, string> = { direct: 'usage', late: 'late', adjustment: 'adjustment', shared: 'shared' }
