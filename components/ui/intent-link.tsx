'use client'

import Link from 'next/link'
import { type ComponentProps, useState } from 'react'

type Props = Omit<ComponentProps<typeof Link>, 'prefetch' | 'onPointerEnter' | 'onFocus'>

/**
 * A link that is read ahead once somebody means it: the pointer is over it, or the keyboard on it. A console's page has twenty
 * links in its frame, and reading each ahead kept both the page and the server busy just when the page had come.
 */
export function IntentLink(props: Props) {
  const [isMeant, setIsMeant] = useState(false)
  const mean = () => setIsMeant(true)
  return <Link {...props} prefetch={isMeant ? null : false} onPointerEnter={mean} onFocus={mean} />
}
