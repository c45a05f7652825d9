'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import { TextFromFile } from '@/components/form/text-from-file'
import { Button } from '@/components/ui/button'
import { DialogActions } from '@/components/ui/dialog'
import { FailureNote } from '@/components/ui/failure-note'
import { useQuestion } from '@/lib/client/use-question'
import type { ServiceOffer } from '@/lib/contracts/service'

const ServiceForm = lazyForm(() => import('@/components/services/service-form').then(({ ServiceForm }) => ServiceForm))

/** An API of one's own behind the gateway: its document is read, then what of it is served and what each call counts as. */
export function ImportService() {
  return (
    <FormDialog
      trigger="Import an API"
      act="import-api"
      prefetch={ServiceForm.prefetch}
      title="Import an API"
      sentence="Any HTTP service, from its OpenAPI document: called with the same keys, limited, booked and charged like a model."
      width="wide"
    >
      {(close) => <Steps onDone={close} />}
    </FormDialog>
  )
}

function Steps({ onDone }: { onDone: () => void }) {
  const [read, setRead] = useState<{ document: string; offer: ServiceOffer } | null>(null)
  return read ? (
    <ServiceForm {...read} onBack={() => setRead(null)} onDone={onDone} />
  ) : (
    <ReadDocument onRead={(document, offer) => setRead({ document, offer })} onDone={onDone} />
  )
}

type ReadProps = { onRead: (document: string, offer: ServiceOffer) => void; onDone: () => void }

function ReadDocument({ onRead, onDone }: ReadProps) {
  const [document, setDocument] = useState('')
  const question = useQuestion<ServiceOffer>('services/read')
  const take = (text: string) => {
    setDocument(text)
    question.reset()
  }
  const read = async () => onRead(document, await question.mutateAsync({ document }))
  return (
    <>
      <TextFromFile
        label="OpenAPI document"
        fileLabel="OpenAPI file"
        accept=".json,.yaml,.yml,application/json,application/yaml"
        rows={10}
        value={document}
        onChange={take}
      />
      <p className="mt-1 text-sm text-ink-muted">OpenAPI 3 or Swagger 2, as JSON or YAML. Nothing is made yet.</p>
      {question.error ? <FailureNote error={question.error} className="mt-4" /> : null}
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button
          look="primary"
          disabled={document.trim() === ''}
          isBusy={question.isPending}
          onClick={() => read().catch(() => undefined)}
        >
          Read it
        </Button>
      </DialogActions>
    </>
  )
}
