import { ButtonLink } from '@/components/ui/button'

/** There is nothing here, or nothing the reader may see: the same answer for both. */
export function NotThere({ home }: { home: string }) {
  return (
    <div className="mx-auto max-w-md py-20 text-center">
      <h1 className="text-xl font-semibold">There is nothing here</h1>
      <p className="mt-2 text-ink-muted">
        It may have been removed, the address may be mistyped, or it belongs to somebody else.
      </p>
      <ButtonLink href={home} className="mt-5">
        Go to the start
      </ButtonLink>
    </div>
  )
}
