import type { ReactNode } from 'react'
import { AcceptLinkForm } from '@/components/sign-in/accept-link-form'
import { ButtonLink } from '@/components/ui/button'
import { EntryFrame } from '@/components/ui/entry-frame'
import { Time } from '@/components/ui/time'
import { systemActor } from '@/lib/access/actor'
import { isFault } from '@/lib/base/faults'
import type { Link } from '@/lib/contracts/link'
import { inspectLink } from '@/lib/control/links/link-operations'

type Props = {
  token: string
  kind: Link['kind']
  title: string
  verb: string
  sentence: (link: Link) => ReactNode
}

/** The page behind a link that works once. The token is the proof, so nobody need be signed in. */
export async function OneTimeLinkPage({ token, kind, title, verb, sentence }: Props) {
  const link = await readLink(token)
  if (!link || link.kind !== kind) {
    return (
      <EntryFrame
        title="This link does not work any more"
        sentence="It was used already, has expired or is not complete. Ask whoever sent it to you for a new one."
      >
        <ButtonLink href="/sign-in">Go to the sign-in</ButtonLink>
      </EntryFrame>
    )
  }
  return (
    <EntryFrame title={title} sentence={sentence(link)}>
      <AcceptLinkForm token={token} link={link} verb={verb} />
      <p className="mt-6 text-sm text-ink-muted">
        This link works once, until <Time value={link.expiresAt} />.
      </p>
    </EntryFrame>
  )
}

async function readLink(token: string): Promise<Link | null> {
  try {
    return await inspectLink(systemActor('one-time link'), { token })
  } catch (error) {
    if (isFault(error) && error.status < 500) return null
    throw error
  }
}
