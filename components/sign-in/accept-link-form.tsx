'use client'

import { signIn } from 'next-auth/react'
import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { sendJson } from '@/lib/client/api-client'
import type { Link } from '@/lib/contracts/link'

/** Uses a one-time link: a name where there is none yet, a password, and straight in. */
export function AcceptLinkForm({ token, link, verb }: { token: string; link: Link; verb: string }) {
  const needsEmail = link.email === null
  const contractForm = useContractForm({
    contract: () => import('@/components/sign-in/accept-link-check').then(({ acceptLinkCheck }) => acceptLinkCheck(link)),
    defaults: { token, email: needsEmail ? '' : undefined, name: link.needsName ? '' : undefined, password: '' },
    submit: async (input) => {
      const { email } = await sendJson<{ email: string }>('POST', 'links/accept', input)
      const result = await signIn('credentials', { email, password: input.password, redirect: false })
      window.location.assign(result?.ok ? '/' : '/sign-in')
    },
  })
  return (
    <Form contractForm={contractForm} verb={verb}>
      {link.email ? (
        <input type="hidden" autoComplete="username" value={link.email} readOnly />
      ) : (
        <TextField name="email" label="E-mail" type="email" autoComplete="username" />
      )}
      {link.needsName ? <TextField name="name" label="Your name" autoComplete="name" /> : null}
      <TextField
        name="password"
        label="New password"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters."
      />
    </Form>
  )
}
