import { showSecret } from '@/components/ui/shown-secret'

export type OneTimeLink = { url: string | null; expiresAt: string }

/** A link that works once, shown once, for somebody to be sent. */
export function showLink(title: string, link: OneTimeLink | null): void {
  if (!link?.url) return
  const until = new Date(link.expiresAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
  const sentence = `Send it to them yourself. It works once, until ${until}, and is shown only now.`
  showSecret({ title, sentence, label: 'Link', value: link.url })
}
