import type { z } from 'zod'
import { type Link, linkAccept } from '@/lib/contracts/link'

/** What a link asks of its holder: an e-mail or a name only where there is none yet. */
export function acceptLinkCheck(link: Link) {
  const { email, name } = linkAccept.shape
  return linkAccept.extend({
    email: link.email === null ? email.unwrap() : email,
    name: link.needsName ? name.unwrap() : name,
  }) as unknown as z.ZodType<z.output<typeof linkAccept>, z.input<typeof linkAccept>>
}
