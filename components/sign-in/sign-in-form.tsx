'use client'

import { signIn } from 'next-auth/react'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'

/** E-mail and password. What was typed stays where it is when it was wrong. */
export function SignInForm({ goTo }: { goTo: string }) {
  const [isBusy, setIsBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    setIsBusy(true)
    setFailure(null)
    try {
      const result = await signIn('credentials', { email: data.get('email'), password: data.get('password'), redirect: false })
      if (result?.ok) return window.location.assign(goTo)
      setFailure(sentenceOf(result?.error))
    } catch {
      setFailure('The server could not be reached. Check your connection and try again.')
    }
    setIsBusy(false)
  }

  return (
    <form onSubmit={submit} className="space-y-4">
      <div>
        <label htmlFor="email" className="mb-1 block font-medium">
          E-mail
        </label>
        <Input
          id="email"
          name="email"
          type="email"
          autoComplete="username"
          required
          autoFocus
          className="h-9"
          aria-describedby={failure ? 'sign-in-failure' : undefined}
        />
      </div>
      <div>
        <label htmlFor="password" className="mb-1 block font-medium">
          Password
        </label>
        <Input id="password" name="password" type="password" autoComplete="current-password" required className="h-9" />
      </div>
      {failure ? (
        <p id="sign-in-failure" role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger">
          {failure}
        </p>
      ) : null}
      <Button type="submit" look="primary" isBusy={isBusy} className="h-9 w-full">
        Sign in
      </Button>
    </form>
  )
}

/** Our own sentences come after their code; anything else is a wrong e-mail or password. */
function sentenceOf(error: string | null | undefined): string {
  const own = /^[a-z]+\.[a-z_]+: (.+)$/.exec(error ?? '')
  if (own?.[1]) return own[1]
  if (error?.startsWith('service.')) return 'The server cannot sign anybody in right now. Try again in a moment.'
  return 'E-mail or password is wrong.'
}
