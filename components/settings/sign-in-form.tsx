'use client'

import { useState } from 'react'
import { useWatch } from 'react-hook-form'
import { CheckField, SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { FormDialog } from '@/components/form/form-dialog'
import { TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { GroupRulesField } from '@/components/settings/group-rules-field'
import type { ProviderDraft } from '@/components/settings/provider-check'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { SignInProvider, SignInSettings, SignInUpdate } from '@/lib/contracts/settings'

const MICROSOFT = 'https://login.microsoftonline.com/'

/** Adds a provider, or changes one. */
export function EditProvider({ settings, provider }: { settings: SignInSettings; provider?: SignInProvider }) {
  return (
    <FormDialog
      trigger={provider ? 'Edit' : 'Add a provider'}
      triggerLabel={provider ? `Edit provider ${provider.name}` : undefined}
      size={provider ? 'small' : undefined}
      look={provider ? 'quiet' : undefined}
      title={provider ? `Edit ${provider.name}` : 'Add a sign-in provider'}
      sentence="People then sign in with their account there. What they may do is still said here."
    >
      {(close) => <ProviderForm settings={settings} provider={provider} onDone={close} />}
    </FormDialog>
  )
}

type FormProps = { settings: SignInSettings; provider?: SignInProvider; onDone: () => void }

function ProviderForm({ settings, provider, onDone }: FormProps) {
  const command = useCommand(({ input, version }: { input: SignInUpdate; version?: number }) =>
    sendJson('PATCH', 'settings/sign-in', input, { version }),
  )
  const contractForm = useContractForm({
    contract: () => import('@/components/settings/provider-check').then(({ providerDraft }) => providerDraft),
    defaults: {
      id: provider?.id ?? 'entra',
      name: provider?.name ?? 'Microsoft',
      kind: provider?.kind ?? 'entra',
      issuer: provider ? shownIssuer(provider) : '',
      clientId: provider?.clientId ?? '',
      clientSecret: null,
      linksByEmail: provider?.linksByEmail ?? false,
      groupsClaim: provider?.groupsClaim ?? null,
      groupRules: provider?.groupRules ?? [],
    },
    version: settings.version,
    submit: (input, version) => command.mutateAsync({ input: withProvider(settings, input), version }),
    onDone: () => {
      toast.done('Saved; the sign-in page offers it from now on.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <Fields isNew={provider === undefined} hasSecret={provider?.secretSetAt != null} />
    </Form>
  )
}

function Fields({ isNew, hasSecret }: { isNew: boolean; hasSecret: boolean }) {
  const { kind, id } = useWatch() as ProviderDraft
  return (
    <>
      <SelectField name="kind" label="Kind" options={kinds} />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="name" label="Name on the button" autoComplete="off" />
        <TextField name="id" label="Id" autoComplete="off" readOnly={!isNew} />
      </div>
      <TextField
        name="issuer"
        label={kind === 'entra' ? 'Directory (tenant) id' : 'Issuer'}
        placeholder={kind === 'entra' ? '00000000-0000-0000-0000-000000000000' : 'https://login.example.com'}
        autoComplete="off"
      />
      <TextField name="clientId" label="Client id" autoComplete="off" />
      <TextField
        name="clientSecret"
        label="Client secret"
        type="password"
        autoComplete="new-password"
        isOptional
        hint={hasSecret ? 'One is set; it can be replaced, not read. Another issuer clears it.' : 'Stored encrypted.'}
      />
      <CheckField
        name="linksByEmail"
        label="Link the first sign-in by e-mail"
        hint="To the user of the same e-mail, where the provider says that it is verified; never to the platform’s own people. Afterwards only its own id for the person counts."
      />
      <GroupRulesField />
      <p className="text-sm text-ink-muted">
        Register this redirect address there: <code className="break-all">…/api/auth/callback/{id}</code>
      </p>
    </>
  )
}

const kinds = [
  { value: 'entra', label: 'Microsoft Entra ID' },
  { value: 'oidc', label: 'OpenID Connect' },
]

/** Takes a provider away: who signs in by it alone is locked out. */
export function RemoveProvider({ settings, provider }: { settings: SignInSettings; provider: SignInProvider }) {
  const [isOpen, setIsOpen] = useState(false)
  const command = useCommand(() =>
    sendJson(
      'PATCH',
      'settings/sign-in',
      { providers: inputsOf(settings).filter(({ id }) => id !== provider.id) },
      { version: settings.version },
    ),
  )
  return (
    <>
      <Button size="small" look="quiet" aria-label={`Remove provider ${provider.name}`} onClick={() => setIsOpen(true)}>
        Remove
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title={`Remove ${provider.name}?`}
        consequence="Who signs in by it alone is locked out until an admin gives them a link for a password. Sessions that run go on."
        verb="Remove provider"
        onConfirm={() => command.mutateAsync(undefined)}
      />
    </>
  )
}

/** Whether passwords let people in beside the providers. */
export function SwitchPasswords({ settings }: { settings: SignInSettings }) {
  const [isOpen, setIsOpen] = useState(false)
  const allows = settings.allowsPasswords
  const command = useCommand(() =>
    sendJson('PATCH', 'settings/sign-in', { allowsPasswords: !allows }, { version: settings.version }),
  )
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>{allows ? 'Switch passwords off' : 'Switch passwords on'}</Button>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        look={allows ? 'danger' : 'primary'}
        title={allows ? 'Switch passwords off?' : 'Switch passwords on?'}
        consequence={
          allows
            ? 'Only the providers let people in then. Should they fail, npm run break-glass on the server lets an admin in.'
            : 'Whoever has a password can sign in with it again.'
        }
        verb={allows ? 'Switch passwords off' : 'Switch passwords on'}
        onConfirm={() => command.mutateAsync(undefined)}
      />
    </>
  )
}

type ProviderInput = NonNullable<SignInUpdate['providers']>[number]

/** Those of the environment are set there. */
function inputsOf(settings: SignInSettings): ProviderInput[] {
  return settings.providers
    .filter((one) => !one.isFromEnvironment)
    .map(({ secretSetAt: _set, redirectUrl: _url, isFromEnvironment: _given, ...fields }) => fields)
}

function withProvider(settings: SignInSettings, { clientSecret, groupsClaim, ...fields }: ProviderDraft): SignInUpdate {
  const issuer = fields.kind === 'entra' ? `${MICROSOFT}${fields.issuer}/v2.0` : fields.issuer
  const known = settings.providers.find(({ id }) => id === fields.id)
  const changed: ProviderInput = {
    ...fields,
    issuer,
    groupsClaim: groupsClaim || null,
    groupsUrl: known?.groupsUrl ?? null,
    ...(clientSecret ? { clientSecret } : {}),
  }
  const others = inputsOf(settings).filter(({ id }) => id !== fields.id)
  return { providers: [...others, changed] }
}

function shownIssuer({ kind, issuer }: SignInProvider): string {
  return kind === 'entra' ? issuer.replace(MICROSOFT, '').replace(/\/v2\.0$/, '') : issuer
}
