import type { ReactNode } from 'react'
import type { Choice } from '@/lib/client/use-choices'
import type { Lookup } from '@/lib/client/use-lookup'

/** A column as a page describes it; the table, the column menu and the CSV are made from it. */
export type ColumnSpec<Row> = {
  id: string
  title: string
  /** The plain text: what the CSV gets, and the cell where `cell` is left out. */
  text: (row: Row) => string
  cell?: (row: Row) => ReactNode
  /** The field the server sorts by; left out where it cannot. */
  sortBy?: string
  isNumeric?: boolean
  isHiddenAtFirst?: boolean
}

/** A filter of a list: chosen from options, found by typing, or typed in. */
export type FilterSpec = {
  name: string
  label: string
  options?: Choice[]
  /** Of very many: found by typing. */
  lookup?: Lookup
  /** Typed in: a text as it is, or a moment in the viewer's zone. */
  input?: 'text' | 'moment'
  /** Behind “More filters”, so that the usual ones stand out. */
  isMore?: boolean
}

/** The filters of a fixed list of words. */
export function optionsOf(words: readonly string[]): Choice[] {
  return words.map((word) => ({ value: word, label: word }))
}
