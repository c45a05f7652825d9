'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { DecideManyProps, Way } from '@/components/subscriptions/decide-many-form'
import { countOf } from '@/components/ui/number-text'

const ManyForm = lazyForm(() => import('@/components/subscriptions/decide-many-form').then(({ ManyForm }) => ManyForm))

const ways: Way[] = [
  { verb: 'Approve', path: 'approve', done: 'approved', sentence: 'They may call within a second.', needsReason: false },
  { verb: 'Reject', path: 'reject', done: 'rejected', sentence: 'Everybody who asked sees your reason.', needsReason: true },
]

/** One decision about many requests. Each is decided by itself: where one fails, the others stand and that one is named. */
export function DecideMany({ subscriptions, onDone }: DecideManyProps) {
  return ways.map((way) => (
    <FormDialog
      key={way.path}
      look={way.path === 'approve' ? 'primary' : 'secondary'}
      trigger={`${way.verb} ${subscriptions.length}`}
      prefetch={ManyForm.prefetch}
      title={`${way.verb} ${countOf(subscriptions.length, 'request')}`}
      sentence={way.sentence}
    >
      {(close) => (
        <ManyForm
          way={way}
          subscriptions={subscriptions}
          onCancel={close}
          onDone={() => {
            close()
            onDone()
          }}
        />
      )}
    </FormDialog>
  ))
}
