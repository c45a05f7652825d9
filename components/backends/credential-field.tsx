'use client'

import { useEffect, useRef } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { credentialChoicesOf, credentialKindOf, describeCredential } from '@/components/backends/words'
import { TextAreaField, TextField } from '@/components/form/text-fields'
import { Select } from '@/components/ui/input'
import { Time } from '@/components/ui/time'

type Props = {
  name: 'credential'
  /** What is there already: it can be replaced or kept, never read. */
  kept?: { kind: string; setAt: string | null }
}

/** The credential: written, never read back. */
export function CredentialField({ name, kept }: Props) {
  const { setValue } = useFormContext()
  const credential: { kind?: string } | undefined = useWatch({ name })
  const kind = credential?.kind ?? ''
  const provider: string = useWatch({ name: 'provider' })
  const asked = useRef(provider)
  // Another provider asks for another kind; a credential that is there already stays until somebody replaces it.
  useEffect(() => {
    if (asked.current === provider) return
    asked.current = provider
    if (!kept) setValue(name, emptyOf(credentialKindOf(provider)), { shouldDirty: true })
  }, [provider, kept, name, setValue])
  const choose = (next: string) => setValue(name, emptyOf(next), { shouldDirty: true })
  return (
    <div className="border-t border-line pt-4">
      <fieldset className="space-y-3">
        <legend className="mb-1 font-medium">Credential</legend>
        <Select aria-label="Kind of credential" value={kind} onChange={(event) => choose(event.target.value)}>
          {kept ? <option value="">Keep what is set ({describeCredential(kept)})</option> : null}
          {credentialChoicesOf(provider).map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </Select>
        {kept?.setAt ? (
          <p className="text-sm text-ink-muted">
            Set <Time value={kept.setAt} />. It can be replaced, not read.
          </p>
        ) : null}
        {kind === 'api-key' ? (
          <TextField
            name={`${name}.value`}
            label="API key"
            type="password"
            autoComplete="new-password"
            hint="Stored encrypted; nobody can read it back."
          />
        ) : null}
        {kind === 'service-account' ? (
          <TextAreaField
            name={`${name}.json`}
            label="Key file"
            rows={5}
            placeholder='{"type": "service_account", …}'
            hint="The JSON key file of the service account. Stored encrypted; nobody can read it back."
          />
        ) : null}
        {kind === 'managed-identity' ? (
          <TextField
            name={`${name}.clientId`}
            label="Client ID"
            isOptional
            autoComplete="off"
            placeholder="of a user-assigned identity"
            hint="Left empty: the identity of the host the gateway runs on. It needs the role Cognitive Services OpenAI User. Nothing is stored."
          />
        ) : null}
        {kind === 'key-vault' ? (
          <TextField
            name={`${name}.uri`}
            label="Secret"
            inputMode="url"
            autoComplete="off"
            placeholder="https://my-vault.vault.azure.net/secrets/openai-key"
            hint="Read with the host’s managed identity (role Key Vault Secrets User). A new version is used within two minutes; an address that ends in a version stays there."
          />
        ) : null}
        {kind === 'aws-access-key' ? <AccessKeyFields name={name} /> : null}
      </fieldset>
    </div>
  )
}

function AccessKeyFields({ name }: { name: string }) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <TextField name={`${name}.accessKeyId`} label="Access key ID" autoComplete="off" />
      <TextField
        name={`${name}.secretAccessKey`}
        label="Secret access key"
        type="password"
        autoComplete="new-password"
        hint="Stored encrypted; nobody can read it back."
      />
      <TextField name={`${name}.region`} label="AWS region" isOptional placeholder="eu-central-1" />
    </div>
  )
}

function emptyOf(kind: string): ({ kind: string } & Record<string, string>) | undefined {
  if (!kind) return undefined
  if (kind === 'api-key') return { kind, value: '' }
  if (kind === 'key-vault') return { kind, uri: '' }
  if (kind === 'service-account') return { kind, json: '' }
  if (kind === 'aws-access-key') return { kind, accessKeyId: '', secretAccessKey: '' }
  return { kind }
}
