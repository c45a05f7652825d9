'use client'

import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { Button } from '@/components/ui/button'
import { DialogActions } from '@/components/ui/dialog'
import { FailureNote } from '@/components/ui/failure-note'
import { sendFile } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { ReconciliationDetail } from '@/lib/contracts/reconciliation'

/** A bill as it was downloaded; leads to what came of it. */
export function UploadBill() {
  return (
    <FormDialog
      trigger="Upload a bill"
      look="primary"
      title="Upload a provider’s bill"
      sentence="The CSV as it was downloaded, of at most 16 MiB: cost details exported from Azure, or OpenAI’s usage or costs. Only sums by day and model are kept."
    >
      {(close) => <UploadForm onDone={close} />}
    </FormDialog>
  )
}

function UploadForm({ onDone }: { onDone: () => void }) {
  const router = useRouter()
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File | null>(null)
  const command = useCommand((bill: File) =>
    sendFile<ReconciliationDetail>('reconciliations', bill, { fileName: bill.name.slice(0, 200) }),
  )
  const send = async () => {
    if (!file) return
    const { id } = await command.mutateAsync(file)
    onDone()
    router.push(`/finance/reconcile/${id}`)
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv"
        aria-label="CSV file"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          setFile(event.target.files?.[0] ?? null)
          command.reset()
        }}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button onClick={() => input.current?.click()}>Choose a file</Button>
        <span className="min-w-0 break-all text-ink-muted">{file ? file.name : 'No file chosen'}</span>
      </div>
      {command.error ? <FailureNote error={command.error} className="mt-4" /> : null}
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button look="primary" disabled={file === null} isBusy={command.isPending} onClick={() => send().catch(() => undefined)}>
          Compare with the ledger
        </Button>
      </DialogActions>
    </>
  )
}
