import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SignInForm } from '@/components/sign-in/sign-in-form'
import { EntryFrame } from '@/components/ui/entry-frame'
import { getPageActor } from '@/lib/auth/require-actor'

export const metadata: Metadata = { title: 'Sign in' }

type Props = { searchParams: Promise<{ callbackUrl?: string }> }

export default async function SignInPage({ searchParams }: Props) {
  const goTo = ownPath((await searchParams).callbackUrl)
  if (await getPageActor()) redirect(goTo)
  return (
    <EntryFrame title="Sign in" sentence="With your account of this Tollgate.">
      <SignInForm goTo={goTo} />
      <p className="mt-6 text-sm text-ink-muted">Forgot your password? An admin can make you a link to set a new one.</p>
    </EntryFrame>
  )
}

/** Only a path of our own: a link must not lead from our sign-in to somebody else's page. */
function ownPath(url: unknown): string {
  // Browsers drop tabs and line ends and read a backslash as a slash: only plain, printable paths pass.
  return typeof url === 'string' && /^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/.test(url) ? url : '/'
}
