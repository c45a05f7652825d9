'use client'

import { PageError } from '@/components/ui/page-error'

export default function FinanceError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return <PageError error={error} onRetry={retry} />
}
