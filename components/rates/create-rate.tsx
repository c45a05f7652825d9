'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'

const Forms = {
  Rate: lazyForm(() => import('@/components/rates/rate-forms').then(({ RateForm }) => RateForm)),
  Reporting: lazyForm(() => import('@/components/rates/rate-forms').then(({ ReportingForm }) => ReportingForm)),
}

/** One rate, for a month. */
export function CreateRate({ month, to }: { month: string; to: string }) {
  return (
    <FormDialog
      look="primary"
      trigger="Publish rate"
      act="publish-rate"
      prefetch={Forms.Rate.prefetch}
      title="Publish an exchange rate"
      sentence={`What one unit of a currency is worth in ${to} for a month. Where the month has a rate already, this corrects it; both are kept.`}
    >
      {(close) => <Forms.Rate month={month} to={to} onDone={close} />}
    </FormDialog>
  )
}

/** The currency of all totals. */
export function EditReporting({ currency, version }: { currency: string; version: number }) {
  return (
    <FormDialog
      trigger="Reporting currency"
      prefetch={Forms.Reporting.prefetch}
      title="Reporting currency"
      sentence="Totals over tenants with several currencies are told in it. Tenants go on being billed in their own. Rates published to another currency do not count then."
    >
      {(close) => <Forms.Reporting currency={currency} version={version} onDone={close} />}
    </FormDialog>
  )
}
