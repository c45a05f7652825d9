'use client'

import { signIn } from 'next-auth/react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'

type Props = { providers: { id: string; name: string }[]; goTo: string; hasMore: boolean }

/** One button for each provider that may vouch for people. */
export function ProviderButtons({ providers, goTo, hasMore }: Props) {
  const [busyId, setBusyId] = useState<string | null>(null)
  if (providers.length === 0) return null
  return (
    <div className="space-y-2">
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          className="h-9 w-full"
          isBusy={busyId === id}
          onClick={() => {
            setBusyId(id)
            void signIn(id, { callbackUrl: goTo })
          }}
        >
          Sign in with {name}
        </Button>
      ))}
      {hasMore ? <p className="py-2 text-center text-sm text-ink-muted">or with a password</p> : null}
    </div>
  )
}
