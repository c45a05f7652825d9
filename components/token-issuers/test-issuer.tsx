'use client'

import { CircleAlert, CircleCheck } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { sendJson } from '@/lib/client/api-client'
import { describeFailure } from '@/lib/client/api-error'
import type { TokenIssuerTest } from '@/lib/contracts/token-issuer'

/** Asks the issuer for its keys now, as the gateway would. */
export function TestIssuer({ id, name }: { id: string; name: string }) {
  const [isBusy, setIsBusy] = useState(false)
  const [result, setResult] = useState<Pick<TokenIssuerTest, 'ok' | 'message'> | null>(null)
  const test = async () => {
    setIsBusy(true)
    setResult(null)
    try {
      setResult(await sendJson<TokenIssuerTest>('POST', `token-issuers/${id}/test`, {}))
    } catch (error) {
      setResult({ ok: false, message: describeFailure(error).title })
    } finally {
      setIsBusy(false)
    }
  }
  const Icon = result?.ok ? CircleCheck : CircleAlert
  return (
    <span className="inline-flex items-center justify-end gap-3 max-sm:flex-wrap max-sm:justify-start">
      <span role="status" className="max-w-72 text-left text-sm">
        {result ? (
          <span className={result.ok ? 'inline-flex items-start gap-1.5 text-ok' : 'inline-flex items-start gap-1.5 text-danger'}>
            <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
            <span>{result.message}</span>
          </span>
        ) : null}
      </span>
      <Button isBusy={isBusy} aria-label={`Ask ${name} for its keys`} onClick={test}>
        Ask for its keys
      </Button>
    </span>
  )
}
