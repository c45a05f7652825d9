'use client'

import { CircleAlert, CircleCheck } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { sendJson } from '@/lib/client/api-client'
import { describeFailure } from '@/lib/client/api-error'
import type { AzureInstance, AzureTest } from '@/lib/contracts/azure-instance'

/** Asks Azure who we are to this instance, and says which rights are missing. */
export function TestInstance({ instance }: { instance: Pick<AzureInstance, 'id' | 'name'> }) {
  const [isBusy, setIsBusy] = useState(false)
  const [result, setResult] = useState<Pick<AzureTest, 'ok' | 'message' | 'missing'> | null>(null)
  const test = async () => {
    setIsBusy(true)
    setResult(null)
    try {
      setResult(await sendJson<AzureTest>('POST', `azure/instances/${instance.id}/test`, {}))
    } catch (error) {
      setResult({ ok: false, message: describeFailure(error).title, missing: [] })
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <span className="inline-flex items-start gap-3 max-sm:flex-wrap">
      <Button isBusy={isBusy} aria-label={`Test connection to ${instance.name}`} onClick={test}>
        Test connection
      </Button>
      <span role="status" className="max-w-md text-sm whitespace-normal">
        {result ? <Result {...result} /> : null}
      </span>
    </span>
  )
}

function Result({ ok, message, missing }: Pick<AzureTest, 'ok' | 'message' | 'missing'>) {
  const Icon = ok ? CircleCheck : CircleAlert
  return (
    <span className={ok ? 'text-ok' : 'text-danger'}>
      <span className="inline-flex items-start gap-1.5">
        <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span className="[overflow-wrap:anywhere]">{message}</span>
      </span>
      {missing.length > 1 ? (
        <details className="mt-1 text-ink">
          <summary className="cursor-pointer">All {missing.length} missing rights</summary>
          <ul className="mt-1 max-h-40 overflow-y-auto font-mono text-xs">
            {missing.map(({ action }) => (
              <li key={action} className="[overflow-wrap:anywhere]">
                {action}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </span>
  )
}
