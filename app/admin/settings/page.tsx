import type { Metadata } from 'next'
import { EditBranding } from '@/components/settings/branding-form'
import { EditMail } from '@/components/settings/mail-form'
import { ProviderList } from '@/components/settings/provider-list'
import { EditRetention } from '@/components/settings/retention-form'
import { SecretsSection } from '@/components/settings/secrets-section'
import { EditProvider, SwitchPasswords } from '@/components/settings/sign-in-form'
import { Facts } from '@/components/ui/facts'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import type { MailSettings } from '@/lib/contracts/settings'
import { getBranding } from '@/lib/control/settings/branding-settings'
import { getMailSettings } from '@/lib/control/settings/mail-settings'
import { getRetention } from '@/lib/control/settings/retention-settings'
import { getSecretUses } from '@/lib/control/settings/secret-uses'
import { getSignInSettings } from '@/lib/control/settings/sign-in-settings'

export const metadata: Metadata = { title: 'Settings' }

/** How do people get in, what is kept, and what goes out? */
export default async function SettingsPage() {
  const actor = await requireActor('settings.read')
  const [signIn, mail, retention, branding, secrets] = await Promise.all([
    getSignInSettings(actor, {}),
    getMailSettings(actor, {}),
    getRetention(actor, {}),
    getBranding(actor, {}),
    getSecretUses(actor, {}),
  ])
  const canEdit = isAllowed(actor, 'settings.update')
  const ways = [...(signIn.allowsPasswords ? ['password'] : []), ...signIn.providers.map(({ name }) => name)]
  return (
    <>
      <PageHeader
        title="Settings"
        sentence={`People sign in by ${ways.join(', ')}; mail ${mail.host ? 'goes out' : 'does not go out yet'}; calls are kept ${describeMonths(retention.keepRecordMonths)}.`}
      />
      <Section
        title="Sign-in"
        sentence={
          signIn.allowsPasswords
            ? 'Passwords let people in, beside the providers.'
            : 'Only the providers let people in; passwords are off.'
        }
        actions={
          canEdit ? (
            <span className="flex flex-wrap gap-2">
              <SwitchPasswords settings={signIn} />
              <EditProvider settings={signIn} />
            </span>
          ) : null
        }
      >
        <ProviderList settings={signIn} canEdit={canEdit} />
        <p className="mt-3 text-sm text-ink-muted">
          Nobody can sign in any more? On the server, <code>npm run break-glass -- you@example.com</code> makes you an admin and
          prints a link that works once. It is written in the audit trail.
        </p>
      </Section>
      <Section
        title="Mail"
        sentence={describeMail(mail)}
        actions={canEdit && !mail.isFromEnvironment ? <EditMail mail={mail} /> : null}
      >
        <Facts
          facts={[
            {
              label: 'Server',
              value: mail.host ? `${mail.host}${mail.port ? `, port ${mail.port}` : ''}, ${mail.security}` : 'none',
            },
            { label: 'From', value: mail.from ?? 'none' },
            { label: 'User', value: mail.user ?? 'none' },
            { label: 'Password', value: mail.passwordSetAt || mail.isFromEnvironment ? 'set' : 'none' },
          ]}
        />
      </Section>
      <Section
        title="Retention"
        sentence="What becomes of calls and of how they were decided, when they are old."
        actions={canEdit ? <EditRetention retention={retention} /> : null}
      >
        <Facts
          facts={[
            { label: 'Calls', value: describeMonths(retention.keepRecordMonths) },
            { label: 'Then', value: retention.expired === 'detach' ? 'set aside as tables of their own' : 'deleted' },
            { label: 'Traces', value: `${describeMonths(retention.keepTraceMonths)}, then deleted` },
            { label: 'Hourly sums', value: 'for ever' },
          ]}
        />
      </Section>
      <Section
        title="Secrets"
        sentence="The three secrets everything hangs on. Each is replaced while the old one is still valid, so nothing stops."
      >
        <SecretsSection uses={secrets} />
      </Section>
      <Section
        title="Portal"
        sentence="What developers see of whose portal it is."
        actions={canEdit ? <EditBranding branding={branding} /> : null}
      >
        <Facts
          facts={[
            { label: 'Name', value: branding.name },
            { label: 'Help', value: branding.supportUrl ?? 'none' },
            { label: 'Welcome', value: branding.welcome || 'none' },
            {
              label: 'Announcement',
              value: branding.announcement ? `${branding.announcementKind}: ${branding.announcement}` : 'none',
            },
          ]}
        />
      </Section>
    </>
  )
}

function describeMail({ host, isFromEnvironment }: MailSettings): string {
  if (isFromEnvironment) return 'Set by SMTP_URL in the environment.'
  return host
    ? 'Notices to mail channels and to people go out by this server.'
    : 'Without a mail server, notices by mail are skipped.'
}

function describeMonths(months: number): string {
  return months === 0 ? 'for ever' : countOf(months, 'month')
}
