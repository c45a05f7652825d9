'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { countOf } from '@/components/ui/number-text'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Tenant } from '@/lib/contracts/tenant'

/** Takes a tenant out of use; what it spent stays on its statements. */
export function ArchiveTenant({ tenant }: { tenant: Tenant }) {
  const [isOpen, setIsOpen] = useState(false)
  const router = useRouter()
  const command = useCommand(() => sendJson('DELETE', `tenants/${tenant.id}`, undefined, { version: tenant.version }))
  return (
    <>
      <Button look="danger" onClick={() => setIsOpen(true)}>
        Archive
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title={`Archive ${tenant.name}?`}
        consequence={`It has ${countOf(tenant.subscriptionCount, 'subscription')} and ${countOf(tenant.memberCount, 'member')}. Its people lose sight of it and can subscribe to nothing more; what it spent stays on record.`}
        verb="Archive tenant"
        onConfirm={async () => {
          await command.mutateAsync(undefined)
          router.push('/admin/tenants')
        }}
      />
    </>
  )
}
