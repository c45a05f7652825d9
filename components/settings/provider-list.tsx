'use client'

import { EditProvider, RemoveProvider } from '@/components/settings/sign-in-form'
import { Badge } from '@/components/ui/badge'
import { Time } from '@/components/ui/time'
import type { SignInSettings } from '@/lib/contracts/settings'

/** Who may vouch for people who sign in. */
export function ProviderList({ settings, canEdit }: { settings: SignInSettings; canEdit: boolean }) {
  if (settings.providers.length === 0) {
    return <p className="text-ink-muted">No provider yet: people sign in with e-mail and password.</p>
  }
  return (
    <ul className="divide-y divide-line border-y border-line">
      {settings.providers.map((provider) => (
        <li key={provider.id} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 py-2.5">
          <span className="min-w-0 flex-1 basis-72">
            <span className="font-medium">{provider.name}</span> {provider.isFromEnvironment ? <Badge>environment</Badge> : null}
            <span className="block text-sm break-all text-ink-muted">{provider.issuer}</span>
            <span className="block text-sm break-all text-ink-muted">Redirect address: {provider.redirectUrl}</span>
            <span className="block text-sm text-ink-muted">
              {provider.linksByEmail ? 'First sign-ins are linked by e-mail' : 'No first sign-in is linked by itself'}
              {provider.secretSetAt ? (
                <>
                  ; secret set <Time value={provider.secretSetAt} />
                </>
              ) : null}
            </span>
          </span>
          {canEdit && !provider.isFromEnvironment ? (
            <span className="inline-flex gap-1">
              <EditProvider settings={settings} provider={provider} />
              <RemoveProvider settings={settings} provider={provider} />
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
