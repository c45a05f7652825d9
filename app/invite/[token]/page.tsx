import type { Metadata } from 'next'
import { OneTimeLinkPage } from '@/app/one-time-link'

export const metadata: Metadata = { title: 'Invitation', referrer: 'no-referrer' }

export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  return (
    <OneTimeLinkPage
      token={token}
      kind="invitation"
      title="You are invited"
      verb="Join"
      sentence={(link) =>
        `${link.email ?? 'You'}: ${link.tenantName ? `${link.role ?? 'member'} of ${link.tenantName}` : (link.platformRole ?? 'a user of this Tollgate')}. Choose a password to begin.`
      }
    />
  )
}
