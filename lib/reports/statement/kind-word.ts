/** What a line of a statement is, in the words of its files. */
export function kindWord(kind: string): string {
  return words[kind] ?? kind
}

const words: Record<string, string> = { direct: 'usage', late: 'late', adjustment: 'adjustment', shared: 'shared' }

type Sourced = { sourceName: string | null; isUsed: boolean | null }

/** The commitment a line is a part of, used or idle, or the re-rating it books; nothing where calls have their own price. */
export function sourceText({ sourceName, isUsed }: Sourced): string {
  if (sourceName === null) return ''
  return isUsed === null ? `re-rating: ${sourceName}` : `${sourceName}, ${isUsed ? 'used' : 'idle'}`
}
