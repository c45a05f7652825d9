/** What publishing and drift are called on pages. */
import type { Tone } from '@/components/ui/badge'
import { countOf } from '@/components/ui/number-text'
import type { AzureChange, AzureDrift, AzurePreview, AzurePublish } from '@/lib/contracts/azure-publish'

export const kindWords: Record<AzureChange['kind'], string> = {
  backends: 'backend',
  pools: 'pool',
  policyFragments: 'policy fragment',
  apis: 'API',
  apiOperations: 'operation',
  products: 'product',
  productApis: 'API of a product',
  productPolicies: 'our part of a policy',
  subscriptions: 'subscription',
}

export const actionWords: Record<AzureChange['action'], { word: string; tone: Tone }> = {
  create: { word: 'new', tone: 'good' },
  update: { word: 'changed', tone: 'accent' },
  delete: { word: 'removed', tone: 'bad' },
  keep: { word: 'same', tone: 'neutral' },
  conflict: { word: 'left alone', tone: 'warn' },
}

export const causeWords: Record<AzureDrift['items'][number]['cause'], { word: string; tone: Tone }> = {
  changed: { word: 'differs', tone: 'warn' },
  missing: { word: 'missing there', tone: 'warn' },
  extra: { word: 'only there', tone: 'accent' },
  conflict: { word: 'not ours', tone: 'neutral' },
}

export const publishStates: Record<AzurePublish['state'], { word: string; tone: Tone }> = {
  pending: { word: 'running', tone: 'accent' },
  done: { word: 'done', tone: 'good' },
  failed: { word: 'stopped', tone: 'bad' },
  reverted: { word: 'taken back', tone: 'neutral' },
}

export function describePreview({ counts }: AzurePreview): string {
  const writes = counts.create + counts.update + counts.delete
  const left = counts.conflict > 0 ? ` ${countOf(counts.conflict, 'thing is', 'things are')} left to API Management.` : ''
  if (writes === 0) return `Nothing would be written: ${countOf(counts.keep, 'thing is', 'things are')} the same.${left}`
  return `${countOf(writes, 'write')}: ${counts.create} new, ${counts.update} changed, ${counts.delete} removed; ${counts.keep} the same.${left}`
}

/** A value of a field as text: what was written, not what a program calls it. */
export function fieldText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing'
  return typeof value === 'object' ? JSON.stringify(value, null, 1) : String(value)
}
