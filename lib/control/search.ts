/** A condition of a search box: the text anywhere in the column, whatever its case. */
export function containing(text: string) {
  return { contains: text, mode: 'insensitive' as const }
}
