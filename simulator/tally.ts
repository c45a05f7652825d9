/** The provider's own bill: what it served, by resource, deployment and API key. What Tollgate books must agree with it. */
export type TallyRow = {
  resource: string
  deployment: string
  model: string
  /** The last four characters of the API key. */
  key: string
  /** Calls answered with 200 to the end. */
  served: number
  /** Calls whose caller or connection went away before the end; billed as far as they got. */
  cut: number
  refused: number
  /** Prompt tokens, cached ones included, as the wire says it. */
  promptTokens: number
  cachedTokens: number
  /** Answer tokens, reasoning included, as the wire says it. */
  completionTokens: number
  reasoningTokens: number
}

export type Usage = { promptTokens: number; cachedTokens: number; completionTokens: number; reasoningTokens: number }

export type TallySubject = Pick<TallyRow, 'resource' | 'deployment' | 'model' | 'key'>

export type TallyBook = {
  serve(subject: TallySubject, usage: Usage, end: 'served' | 'cut'): void
  refuse(subject: TallySubject): void
  rows(): TallyRow[]
  clear(): void
}

export function createTallyBook(): TallyBook {
  const rows = new Map<string, TallyRow>()
  const rowOf = (subject: TallySubject): TallyRow => {
    const id = `${subject.resource}/${subject.deployment}/${subject.key}`
    let row = rows.get(id)
    if (!row) {
      row = {
        ...subject,
        served: 0,
        cut: 0,
        refused: 0,
        promptTokens: 0,
        cachedTokens: 0,
        completionTokens: 0,
        reasoningTokens: 0,
      }
      rows.set(id, row)
    }
    return row
  }
  return {
    serve: (subject, usage, end) => {
      const row = rowOf(subject)
      row[end]++
      row.promptTokens += usage.promptTokens
      row.cachedTokens += usage.cachedTokens
      row.completionTokens += usage.completionTokens
      row.reasoningTokens += usage.reasoningTokens
    },
    refuse: (subject) => {
      rowOf(subject).refused++
    },
    rows: () => [...rows.values()].map((row) => ({ ...row })),
    clear: () => rows.clear(),
  }
}
