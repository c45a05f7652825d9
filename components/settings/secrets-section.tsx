import { countOf } from '@/components/ui/number-text'
import type { SecretUses } from '@/lib/contracts/settings'

/** Which secrets are in use, and how each is replaced without anything stopping. */
export function SecretsSection({ uses }: { uses: SecretUses }) {
  return (
    <dl className="divide-y divide-line border-y border-line">
      <Row
        title="Pepper"
        what="Keys and management tokens are stored as digests made with it."
        state={uses.pepper.map((one) => describeUse(one, 'living key')).join('; ')}
        steps={[
          'npm run secrets -- rotate pepper: a new one beside the old, both valid. Restart.',
          'Rotate keys as they come due; the old pepper counts until the last is gone.',
          'npm run secrets -- forget: takes out what nothing needs any more. Restart.',
        ]}
      />
      <Row
        title="Encryption key"
        what="Credentials of backends, channels and providers are sealed with it."
        state={uses.encryption.map((one) => describeUse(one, 'credential')).join('; ')}
        steps={[
          'npm run secrets -- rotate encryption: a new one beside the old, both valid. Restart.',
          'npm run secrets -- reseal: seals every credential anew, each in the audit trail.',
          'npm run secrets -- forget: takes the old one out. Restart.',
        ]}
      />
      <Row
        title="Session secret"
        what="Sign-in cookies are signed with it."
        state={countOf(uses.sessions, 'live session')}
        steps={[
          'npm run secrets -- rotate session: a new one; cookies of the old one count on. Restart.',
          'npm run secrets -- forget, 30 days later or at once: who still has an old cookie signs in again.',
        ]}
      />
    </dl>
  )
}

function Row({ title, what, state, steps }: { title: string; what: string; state: string; steps: string[] }) {
  return (
    <div className="grid gap-x-8 gap-y-2 py-4 lg:grid-cols-[18rem_1fr]">
      <dt>
        <span className="font-medium">{title}</span>
        <span className="block text-sm text-ink-muted">{what}</span>
        <span className="mt-1 block text-sm">{state}</span>
      </dt>
      <dd>
        <ol className="list-decimal space-y-1 pl-5 text-sm text-ink-muted">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </dd>
    </div>
  )
}

function describeUse({ id, isCurrent, count }: SecretUses['pepper'][number], noun: string): string {
  return `${id}${isCurrent ? ' (current)' : ' (former)'}: ${countOf(count, noun)}`
}
