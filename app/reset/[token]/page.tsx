import type { Metadata } from 'next'
import { OneTimeLinkPage } from '@/app/one-time-link'

export const metadata: Metadata = { title: 'New password', referrer: 'no-referrer' }

export default async function ResetPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  return (
    <OneTimeLinkPage
      token={token}
      kind="reset"
      title="Set a new password"
      verb="Set password"
      sentence={(link) => `For ${link.email ?? 'your account'}. It ends all your sessions.`}
    />
  )
}
