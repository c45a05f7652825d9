import type { BrandingSettings } from '@/lib/contracts/settings'

/** What the platform's team says to its developers, and where they find help. */
export function Welcome({ branding: { name, welcome, supportUrl } }: { branding: BrandingSettings }) {
  if (!welcome && !supportUrl) return null
  return (
    <aside aria-label={name} className="mb-6 max-w-3xl border-l-2 border-accent pl-4">
      {welcome ? <p className="whitespace-pre-line">{welcome}</p> : null}
      {supportUrl ? (
        <p className="mt-1 text-ink-muted">
          Help:{' '}
          <a href={supportUrl} className="underline underline-offset-4">
            {supportUrl.replace(/^mailto:/, '')}
          </a>
        </p>
      ) : null}
    </aside>
  )
}
