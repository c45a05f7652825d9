'use client'

import { useWatch } from 'react-hook-form'
import { SelectField } from '@/components/form/choice-fields'
import { useContract } from '@/components/form/lazy-contract'
import { LookupField } from '@/components/form/lookup-field'
import { keyLookup, modelLookup, productLookup, subscriptionLookup, tenantLookup, userLookup } from '@/components/form/lookups'
import { NumberField, TextField } from '@/components/form/text-fields'
import { toLimitCreate } from '@/components/limits/limit-draft'
import { LimitForetold } from '@/components/limits/limit-foretold'
import { LimitOptions } from '@/components/limits/limit-options'
import { LimitPreview } from '@/components/limits/limit-preview'
import type { LimitDraft } from '@/components/limits/limit-shapes'
import { currencyChoices } from '@/components/ui/currencies'

/** Every field of a new limit; those that do not apply are not there. */
export function LimitFields({ canSeeUsers }: { canSeeUsers: boolean }) {
  const draft = useWatch() as LimitDraft
  const checks = useContract(() => import('@/components/limits/limit-checks').then(({ limitDraft }) => limitDraft))
  const ofTenant = draft.tenantId ? { tenantId: draft.tenantId } : {}
  const ofSubscription = draft.subscriptionId ? { subscriptionId: draft.subscriptionId } : ofTenant
  const isConcurrency = draft.measure === 'concurrency'
  return (
    <>
      <TextField name="name" label="Name" autoComplete="off" />
      <div className="grid gap-4 sm:grid-cols-3">
        <SelectField name="measure" label="Measure" options={measureChoices} />
        <TextField
          name="amount"
          label="Amount"
          inputMode="decimal"
          autoComplete="off"
          placeholder={draft.measure === 'cost' ? '250.00' : '10,000'}
        />
        {draft.measure === 'cost' ? <SelectField name="currency" label="Currency" options={currencyChoices} /> : null}
      </div>
      {isConcurrency ? null : (
        <div className="grid gap-4 sm:grid-cols-3">
          <SelectField name="windowKind" label="Window" options={windowChoices} />
          {draft.windowKind === 'rate' ? (
            <NumberField name="seconds" label="Seconds" min={1} max={3600} />
          ) : (
            <SelectField name="period" label="Period" options={periodChoices} />
          )}
        </div>
      )}
      <fieldset>
        <legend className="mb-1 font-medium">Applies to</legend>
        <p className="mb-2 text-sm text-ink-muted">All that is chosen must match; nothing chosen means the whole platform.</p>
        <div className="grid gap-4 sm:grid-cols-2">
          <LookupField name="tenantId" label="Tenant" isOptional none="Any tenant" lookup={tenantLookup} />
          <LookupField name="productId" label="Product" isOptional none="Any product" lookup={productLookup} />
          <LookupField
            name="subscriptionId"
            label="Subscription"
            isOptional
            none="Any subscription"
            lookup={{ ...subscriptionLookup, query: ofTenant }}
          />
          <LookupField name="keyId" label="Key" isOptional none="Any key" lookup={{ ...keyLookup, query: ofSubscription }} />
          {canSeeUsers ? <LookupField name="userId" label="User" isOptional none="Any user" lookup={userLookup} /> : null}
          <LookupField name="model" label="Model" isOptional none="Any model" lookup={modelLookup} />
        </div>
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField name="countBy" label="Counted for" options={countByChoices} />
        {draft.countBy === 'header' || draft.countBy === 'claim' ? (
          <TextField name="countByName" label={draft.countBy === 'header' ? 'Header' : 'Claim'} />
        ) : null}
        <SelectField name="onExceed" label="Beyond it" options={exceedChoices} />
        {draft.onExceed === 'wait' ? <NumberField name="waitMs" label="Wait at most (ms)" /> : null}
        {isConcurrency || draft.measure === 'requests' ? null : <SelectField name="mode" label="Hold" options={modeChoices} />}
      </div>
      <LimitOptions
        measure={draft.measure}
        isQuota={!isConcurrency && draft.windowKind === 'quota'}
        period={draft.windowKind === 'quota' ? draft.period : undefined}
      />
      <LimitPreview draft={draft} />
      <LimitForetold
        path="limits/preview"
        body={checks?.safeParse(draft.name ? draft : { ...draft, name: 'new' }).success ? toPreview(draft) : null}
        limit={{ measure: draft.measure, currency: draft.currency ?? null }}
      />
    </>
  )
}

/** Its name makes no difference. */
function toPreview(draft: LimitDraft): object {
  const { name: _, ...create } = toLimitCreate(draft)
  return create
}

const measureChoices = [
  { value: 'tokens', label: 'tokens' },
  { value: 'inputTokens', label: 'input tokens' },
  { value: 'outputTokens', label: 'output tokens' },
  { value: 'requests', label: 'requests' },
  { value: 'cost', label: 'money' },
  { value: 'concurrency', label: 'calls at a time' },
]
const windowChoices = [
  { value: 'rate', label: 'rate: sliding seconds' },
  { value: 'quota', label: 'quota: calendar period' },
]
const periodChoices = ['hour', 'day', 'week', 'month', 'quarter', 'year'].map((value) => ({ value, label: value }))
const countByChoices = [
  { value: 'platform', label: 'all together' },
  { value: 'tenant', label: 'each tenant' },
  { value: 'product', label: 'each product' },
  { value: 'subscription', label: 'each subscription' },
  { value: 'key', label: 'each key' },
  { value: 'user', label: 'each user' },
  { value: 'model', label: 'each model' },
  { value: 'header', label: 'each value of a header' },
  { value: 'claim', label: 'each value of a JWT claim' },
]
const exceedChoices = [
  { value: 'refuse', label: 'refuse' },
  { value: 'wait', label: 'wait, then refuse' },
  { value: 'warn', label: 'let pass, report' },
]
const modeChoices = [
  { value: 'strict', label: 'strict: never overshoots' },
  { value: 'optimistic', label: 'optimistic: holds the recent average' },
]
