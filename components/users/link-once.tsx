'use client'

import { SecretOnce } from '@/components/ui/secret-once'
import { Time } from '@/components/ui/time'

export type OneTimeLink = { url: string | null; expiresAt: string }

/** A link that works once, shown once, for somebody to be sent. */
export function LinkOnce({ title, link, onClose }: { title: string; link: OneTimeLink | null; onClose: () => void }) {
  if (!link?.url) return null
  const sentence = (
    <>
      Send it to them yourself. It works once, until <Time value={link.expiresAt} />, and is shown only now.
    </>
  )
  return <SecretOnce title={title} sentence={sentence} label="Link" value={link.url} onClose={onClose} />
}
