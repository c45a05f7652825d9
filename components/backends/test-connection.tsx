'use client'

import { CircleAlert, CircleCheck } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { sendJson } from '@/lib/client/api-client'
import { describeFailure } from '@/lib/client/api-error'
import type { Backend, BackendProbe } from '@/lib/contracts/backend'

/** Asks the backend a small question now and says what came back and how fast. */
export function TestConnection({ backend, size }: { backend: Pick<Backend, 'id' | 'name'>; size?: 'small' }) {
  const [isBusy, setIsBusy] = useState(false)
  const [result, setResult] = useState<BackendProbe | null>(null)
  const test = async () => {
    setIsBusy(true)
    setResult(null)
    try {
      setResult(await sendJson<BackendProbe>('POST', `backends/${backend.id}/test`, {}))
    } catch (error) {
      setResult({ ok: false, status: null, latencyMs: 0, message: describeFailure(error).title })
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <span className="inline-flex items-center justify-end gap-3 max-sm:flex-wrap max-sm:justify-start">
      <span role="status" className="max-w-72 text-left text-sm whitespace-normal">
        {result ? <ProbeResult result={result} /> : null}
      </span>
      <Button size={size} isBusy={isBusy} aria-label={`Test connection to ${backend.name}`} onClick={test}>
        Test connection
      </Button>
    </span>
  )
}

function ProbeResult({ result }: { result: BackendProbe }) {
  const Icon = result.ok ? CircleCheck : CircleAlert
  return (
    <span className={result.ok ? 'inline-flex items-start gap-1.5 text-ok' : 'inline-flex items-start gap-1.5 text-danger'}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>
        {result.ok ? `Connected in ${result.latencyMs} ms` : result.message}
        {!result.ok && result.status ? ` (status ${result.status}, ${result.latencyMs} ms)` : ''}
      </span>
    </span>
  )
}
