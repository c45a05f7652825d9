import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { ProviderButtons } from '@/components/sign-in/provider-buttons'
import { SignInForm } from '@/components/sign-in/sign-in-form'
import { EntryFrame } from '@/components/ui/entry-frame'
import { getPageActor } from '@/lib/auth/require-actor'
import { controlPorts } from '@/lib/control/control-ports'
import { readBranding } from '@/lib/control/settings/branding-settings'
import { readSignIn } from '@/lib/control/settings/sign-in-settings'

export const metadata: Metadata = { title: 'Sign in' }

type Props = { searchParams: Promise<{ callbackUrl?: string; error?: string }> }

export default async function SignInPage({ searchParams }: Props) {
  const { callbackUrl, error } = await searchParams
  const goTo = ownPath(callbackUrl)
  if (await getPageActor()) redirect(goTo)
  const ports = controlPorts()
  const [{ providers, allowsPasswords }, branding] = await Promise.all([readSignIn(ports), readBranding(ports.db)])
  return (
    <EntryFrame title="Sign in" brand={branding.name} sentence={`With your account of this ${branding.name}.`}>
      {error ? (
        <p role="alert" className="mb-4 rounded-md bg-danger-soft px-3 py-2 text-danger">
          {sentenceOf(error)}
        </p>
      ) : null}
      <ProviderButtons providers={providers.map(({ id, name }) => ({ id, name }))} goTo={goTo} hasMore={allowsPasswords} />
      {allowsPasswords ? (
        <>
          <SignInForm goTo={goTo} />
          <p className="mt-6 text-sm text-ink-muted">Forgot your password? An admin can make you a link to set a new one.</p>
        </>
      ) : null}
    </EntryFrame>
  )
}

function sentenceOf(error: string): string {
  if (error === 'AccessDenied') return 'That account is not known here. Ask an admin to invite you, or to link it.'
  if (error === 'GroupsUnknown')
    return 'Your groups could not be read, so nobody can tell what you may do. Try again; if it stays so, ask an admin to look at the provider’s settings.'
  return 'The provider did not let you in. Try again, or another way.'
}

/** Only a path of our own: a link must not lead from our sign-in to somebody else's page. */
function ownPath(url: unknown): string {
  // Browsers drop tabs and line ends and read a backslash as a slash: only plain, printable paths pass.
  return typeof url === 'string' && /^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/.test(url) ? url : '/'
}
