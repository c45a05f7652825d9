'use client'

import { CheckField, ChecksField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { ListField, NumberField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { CallerRules, ModelRules, RequiredClaims } from '@/components/token-issuers/claim-rules'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import { tokenAlgorithms } from '@/lib/contracts/enumerations'
import type { TokenIssuer, TokenIssuerCreate, TokenIssuerUpdate } from '@/lib/contracts/token-issuer'

export function CreateForm({ onDone }: { onDone: () => void }) {
  const command = useCommand((input: TokenIssuerCreate) => sendJson<TokenIssuer>('POST', 'token-issuers', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/token-issuer').then(({ tokenIssuerCreate }) => tokenIssuerCreate),
    defaults: {
      name: '',
      issuer: '',
      keysUrl: null,
      audiences: [],
      algorithms: ['RS256'],
      clientIds: [],
      requiredClaims: [],
      callers: [],
      modelRules: [],
      userClaim: 'sub',
      clockSkewSeconds: 60,
      isEnabled: true,
    },
    submit: async (input) => {
      const issuer = await command.mutateAsync(input)
      toast.done(`Tokens of ${issuer.name} are taken.`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Trust it" onCancel={onDone}>
      <TextField
        name="issuer"
        label="Issuer"
        inputMode="url"
        autoComplete="off"
        placeholder="https://login.microsoftonline.com/{tenant}/v2.0"
        hint="As tokens name it in iss, to the letter. Entra ID’s older tokens say https://sts.windows.net/{tenant}/."
      />
      <IssuerFields />
    </Form>
  )
}

export function EditForm({ issuer, onDone }: { issuer: TokenIssuer; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: TokenIssuerUpdate; version?: number }) =>
    sendJson('PATCH', `token-issuers/${issuer.id}`, input, { version }),
  )
  const { name, keysUrl, audiences, algorithms, clientIds, requiredClaims, modelRules } = issuer
  const { userClaim, clockSkewSeconds, isEnabled } = issuer
  const callers = issuer.callers.map(({ claim, value, subscriptionId }) => ({ claim, value, subscriptionId }))
  const rules = { requiredClaims, callers, modelRules }
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/token-issuer').then(({ tokenIssuerUpdate }) => tokenIssuerUpdate),
    defaults: { name, keysUrl, audiences, algorithms, clientIds, ...rules, userClaim, clockSkewSeconds, isEnabled },
    isEdit: true,
    version: issuer.version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done('Issuer saved.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <IssuerFields />
    </Form>
  )
}

function IssuerFields() {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="name" label="Name" autoComplete="off" placeholder="Entra ID" />
        <ListField name="audiences" label="Audiences" placeholder="api://tollgate" hint="One of them must be in aud." />
        <TextField name="userClaim" label="Claim that names the user" placeholder="oid" hint="oid of Entra ID, else sub." />
        <ListField
          name="clientIds"
          label="Applications"
          isOptional
          placeholder="client IDs"
          hint="Whose tokens are taken (azp, appid). None: any."
        />
      </div>
      <CallerRules />
      <ModelRules />
      <RequiredClaims />
      <div className="grid gap-4 border-t border-line pt-4 sm:grid-cols-2">
        <TextField
          name="keysUrl"
          label="Address of its keys"
          isOptional
          inputMode="url"
          placeholder="as its discovery document says"
        />
        <NumberField name="clockSkewSeconds" label="Seconds clocks may differ" />
      </div>
      <ChecksField
        name="algorithms"
        label="Signed with"
        options={tokenAlgorithms.map((value) => ({ value, label: value }))}
        hint="Unsigned tokens and shared secrets are never taken."
      />
      <CheckField name="isEnabled" label="Trusted" hint="Switched off, its tokens are refused within a second; its rules stay." />
    </>
  )
}
