'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'

type Props = {
  /** Under /api/v1. */
  path: string
  version?: number
  /** What it is, such as "backend". */
  noun: string
  name: string
  consequence: ReactNode
  /** Where to go once it is gone. */
  goTo?: string
  size?: 'small' | 'medium'
}

/** Deletes one thing, after saying what goes with it. */
export function DeleteButton({ path, version, noun, name, consequence, goTo, size }: Props) {
  const [isOpen, setIsOpen] = useState(false)
  const router = useRouter()
  const command = useCommand(() => sendJson('DELETE', path, undefined, { version }))
  return (
    <>
      <Button
        size={size}
        look={size === 'small' ? 'quiet' : 'danger'}
        aria-label={`Delete ${noun} ${name}`}
        onClick={() => setIsOpen(true)}
      >
        Delete
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title={`Delete ${noun} ${name}?`}
        consequence={consequence}
        verb={`Delete ${noun}`}
        onConfirm={async () => {
          await command.mutateAsync(undefined)
          toast.done(`${name} is deleted.`)
          if (goTo) router.push(goTo)
        }}
      />
    </>
  )
}
