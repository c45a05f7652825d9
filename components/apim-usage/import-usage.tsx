'use client'

import { useId, useState } from 'react'
import { UsageGroups } from '@/components/apim-usage/usage-groups'
import { TextFromFile } from '@/components/form/text-from-file'
import { Button } from '@/components/ui/button'
import { FailureNote } from '@/components/ui/failure-note'
import { Input } from '@/components/ui/input'
import { describeCount } from '@/components/ui/number-text'
import { Section } from '@/components/ui/section'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { AzureUsageImport, AzureUsagePreview } from '@/lib/contracts/azure-usage'

/** A file of usage: first what it would come to, then booked. Mapping somebody looks again. */
export function ImportUsage() {
  const id = useId()
  const [source, setSource] = useState('')
  const [file, setFile] = useState('')
  const [preview, setPreview] = useState<AzureUsagePreview | null>(null)
  const look = useCommand((input: { source: string; file: string }) =>
    sendJson<AzureUsagePreview>('POST', 'azure/usage/preview', input),
  )
  const book = useCommand((input: { source: string; file: string }) => sendJson<AzureUsageImport>('POST', 'azure/usage', input))
  const input = { source: source.trim(), file }
  const isReady = input.source !== '' && file.trim() !== ''
  const show = async () => setPreview(await look.mutateAsync(input).catch(() => null))
  const confirm = async () => {
    const done = await book.mutateAsync(input).catch(() => null)
    if (!done) return
    toast.done(`${describeCount(done.booked)} calls booked; ${describeCount(done.known)} were there already.`)
    setPreview(null)
    setFile('')
  }
  return (
    <Section
      title="Bring usage in"
      sentence="Rows of ApiManagementGatewayLlmLog joined with ApiManagementGatewayLogs, or token metrics: JSON or CSV, as Log Analytics exports them. Prompts and answers in the file are not looked at."
    >
      <div className="max-w-4xl space-y-3">
        <div>
          <label htmlFor={id} className="mb-1 block font-medium">
            Source
          </label>
          <Input
            id={id}
            className="max-w-md"
            placeholder="apim-prod"
            value={source}
            onChange={(event) => setSource(event.target.value)}
          />
          <p className="mt-1 text-sm text-ink-muted">
            Where the traffic passed. A call of one source is booked once, whichever files it comes in.
          </p>
        </div>
        <TextFromFile
          fileLabel="Usage file"
          label="Usage"
          accept=".json,.csv,.jsonl,application/json,text/csv"
          value={file}
          onChange={(text) => {
            setFile(text)
            setPreview(null)
          }}
          rows={5}
          placeholder="TimeGenerated,CorrelationId,SequenceNumber,ModelName,DeploymentName,PromptTokens,CompletionTokens,ApimSubscriptionId,ProductId"
        />
        <div className="flex flex-wrap gap-2">
          <Button isBusy={look.isPending} disabled={!isReady} onClick={show}>
            See what it comes to
          </Button>
          {preview ? (
            <Button look="primary" isBusy={book.isPending} disabled={preview.mapped === 0} onClick={confirm}>
              {`Book ${describeCount(preview.mapped)} calls`}
            </Button>
          ) : null}
        </div>
        {look.error || book.error ? <FailureNote error={look.error ?? book.error} /> : null}
      </div>
      {preview ? <UsageGroups preview={preview} onMapped={show} /> : null}
    </Section>
  )
}
