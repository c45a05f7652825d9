'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { describeCount } from '@/components/ui/number-text'
import { toast } from '@/components/ui/toast'
import { getJson } from '@/lib/client/api-client'
import { describeFailure } from '@/lib/client/api-error'
import type { AuditVerdict } from '@/lib/contracts/audit'

/** Hashes the whole trail again and says whether anything in it was changed behind our back. */
export function VerifyAudit() {
  const [isBusy, setIsBusy] = useState(false)
  const verify = async () => {
    setIsBusy(true)
    try {
      const verdict = await getJson<AuditVerdict>('audit/verify')
      if (verdict.ok) toast.done(`All ${describeCount(verdict.entries)} entries are as they were written.`)
      else toast.failed(`The trail is broken at version ${verdict.brokenAt}: somebody changed it outside the console.`)
    } catch (error) {
      toast.failed(describeFailure(error).title)
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <Button isBusy={isBusy} onClick={verify}>
      Verify the trail
    </Button>
  )
}
