'use client'

import { useId, useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Facts } from '@/components/ui/facts'
import { TextArea } from '@/components/ui/input'
import { Section } from '@/components/ui/section'
import { Time } from '@/components/ui/time'
import { sendJson } from '@/lib/client/api-client'
import { describeFailure } from '@/lib/client/api-error'
import type { TokenChecked } from '@/lib/contracts/token-issuer'

/** What would the gateway make of this token? */
export function CheckToken() {
  const id = useId()
  const [token, setToken] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  const [checked, setChecked] = useState<TokenChecked | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const check = async () => {
    setIsBusy(true)
    setFailure(null)
    try {
      setChecked(await sendJson<TokenChecked>('POST', 'token-issuers/check', { token }))
    } catch (error) {
      setChecked(null)
      setFailure(describeFailure(error).title)
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <Section
      title="Check a token"
      sentence="What would the gateway make of it? It is checked as a call’s would be, and kept nowhere."
    >
      <div className="max-w-3xl space-y-2">
        <label htmlFor={id} className="sr-only">
          Token
        </label>
        <TextArea
          id={id}
          rows={4}
          spellCheck={false}
          autoComplete="off"
          className="font-mono text-sm break-all"
          placeholder="eyJ…"
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
        <Button isBusy={isBusy} disabled={token.trim() === ''} onClick={check}>
          Check
        </Button>
        <div role="status">
          {failure ? <p className="text-danger">{failure}</p> : checked ? <Verdict checked={checked} /> : null}
        </div>
      </div>
    </Section>
  )
}

function Verdict({ checked }: { checked: TokenChecked }) {
  const looked = checked.claims.filter(({ values }) => values !== null)
  return (
    <div className="mt-3 space-y-3">
      <p>
        <Badge tone={checked.accepted ? 'good' : 'bad'}>{checked.accepted ? 'accepted' : 'refused'}</Badge> {checked.message}
      </p>
      <Facts
        facts={[
          { label: 'Issuer', value: checked.issuerName ?? checked.issuer ?? 'not said' },
          { label: 'User', value: checked.user ?? 'not said' },
          { label: 'Application', value: checked.clientId ?? 'not said' },
          { label: 'Audience', value: checked.audiences.join(', ') || 'not said' },
          { label: 'Ends', value: checked.expiresAt ? <Time value={checked.expiresAt} /> : 'not said' },
          {
            label: 'Subscriptions',
            value: checked.subscriptions.map((one) => `${one.name} (${one.productName}, ${one.tenantName})`).join('; ') || 'none',
          },
          { label: 'Models', value: checked.models === null ? 'all of its product' : checked.models.join(', ') || 'none' },
          {
            label: 'Claims rules look at',
            value: looked.map(({ name, values }) => `${name}: ${values?.join(', ') || 'absent'}`).join('; ') || 'none',
          },
          {
            label: 'Other claims',
            value:
              checked.claims
                .filter(({ values }) => values === null)
                .map(({ name }) => name)
                .join(', ') || 'none',
          },
        ]}
      />
    </div>
  )
}
