'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { publicIdPattern } from '@/lib/base/ids'

/** From the x-request-id somebody has in their log straight to what happened to that call. */
export function FindCall({ base }: { base: '/admin/calls' | '/portal/calls' }) {
  const router = useRouter()
  const [isWrong, setIsWrong] = useState(false)
  const find = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const id = String(new FormData(event.currentTarget).get('id') ?? '').trim()
    const isId = publicIdPattern('call').test(id)
    setIsWrong(!isId)
    if (isId) router.push(`${base}/${id}`)
  }
  return (
    <form onSubmit={find} className="grid w-90 max-w-full grid-cols-[1fr_auto] items-center gap-2">
      <Input
        name="id"
        aria-label="Request id"
        placeholder="x-request-id: req_…"
        spellCheck={false}
        autoComplete="off"
        aria-invalid={isWrong}
        aria-describedby={isWrong ? 'find-call-error' : undefined}
      />
      <Button type="submit">Find call</Button>
      {isWrong ? (
        <p id="find-call-error" role="alert" className="col-span-2 text-sm text-danger">
          A request id is req_ and 32 hexadecimal digits.
        </p>
      ) : null}
    </form>
  )
}
