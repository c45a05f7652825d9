'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { getJson, type Query } from '@/lib/client/api-client'
import type { Choice } from '@/lib/client/use-choices'
import type { Page } from '@/lib/client/use-list'

/** Where choices are searched: a list of the management API, and what of a row is its value and its words. */
export type Lookup = {
  path: string
  query?: Query
  /** What a row is called by; default: its id. */
  toValue?: (row: never) => string
  toLabel?: (row: never) => string
  /** Beside the label, to tell two of one name apart. */
  toNote?: (row: never) => string
}

export type LookupChoice = Choice & { note?: string }

/** How many are shown: whoever wants another types a letter more. */
const SHOWN = 20

/** The choices a text finds, a moment after the last letter; a list of ten thousand costs no more than one of ten. */
export function useLookup(lookup: Lookup, text: string, isEnabled: boolean): { choices: LookupChoice[]; isBusy: boolean } {
  const settled = useSettled(text)
  const query = { ...lookup.query, search: settled, limit: SHOWN }
  const { data, isFetching } = useQuery({
    queryKey: [lookup.path, 'lookup', query],
    queryFn: ({ signal }) => getJson<Page<never>>(lookup.path, query, signal),
    enabled: isEnabled,
    placeholderData: keepPreviousData,
  })
  return { choices: (data?.items ?? []).map((row) => choiceOf(lookup, row)), isBusy: isFetching }
}

/** The words of a value that is chosen already. */
export function useChosen(lookup: Lookup, value: string): string {
  const isById = lookup.toValue === undefined
  const { data } = useQuery({
    queryKey: [lookup.path, 'chosen', value],
    queryFn: ({ signal }) => getJson<never>(`${lookup.path}/${value}`, undefined, signal),
    enabled: value !== '' && isById,
    staleTime: 60_000,
    retry: false,
  })
  if (!isById) return value
  return data ? choiceOf(lookup, data).label : ''
}

function choiceOf(lookup: Lookup, row: never): LookupChoice {
  const plain = row as { id: string; name: string }
  return {
    value: lookup.toValue?.(row) ?? plain.id,
    label: lookup.toLabel?.(row) ?? plain.name,
    note: lookup.toNote?.(row),
  }
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text.trim())
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), 150)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
