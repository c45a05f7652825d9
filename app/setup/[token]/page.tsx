import type { Metadata } from 'next'
import { OneTimeLinkPage } from '@/app/one-time-link'

export const metadata: Metadata = { title: 'Set up', referrer: 'no-referrer' }

export default async function SetupPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  return (
    <OneTimeLinkPage
      token={token}
      kind="setup"
      title="Set up Tollgate"
      verb="Create the first admin"
      sentence={() => 'This makes you the first admin. Next, you add a backend, a model and a product.'}
    />
  )
}
