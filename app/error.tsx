'use client'

import { PageError } from '@/components/ui/page-error'

export default function RootError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <main className="px-4">
      <PageError error={error} onRetry={retry} />
    </main>
  )
}
