/** A notice in the form each kind of receiver reads. */
import type { NoticeSeverity } from '@/lib/contracts/notice'

export type OutgoingNotice = {
  /** As receivers know it: the same however often it is sent. */
  id: string
  topic: string
  severity: NoticeSeverity
  title: string
  text: string
  /** The page that shows more; null where there is none. */
  url: string | null
  tenantId: string | null
  alertId: string | null
  createdAt: Date
  data: Record<string, unknown>
}

/** The body of a webhook: type, time and data, as Standard Webhooks have it. */
export function webhookBody(notice: OutgoingNotice): string {
  const { id, topic, severity, title, text, url, tenantId, alertId, createdAt, data } = notice
  return JSON.stringify({
    type: topic,
    timestamp: createdAt.toISOString(),
    data: { id, severity, title, text, url, tenantId, alertId, ...data },
  })
}

/** Slack's incoming webhook: plain text for notifications, blocks for the channel. */
export function slackBody({ severity, title, text, url, id }: OutgoingNotice): string {
  const heading = `${marks[severity]} ${title}`
  return JSON.stringify({
    text: heading,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: `*${escapeSlack(heading)}*\n${escapeSlack(text)}` } },
      ...(url
        ? [{ type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: 'Open in Tollgate' }, url }] }]
        : []),
      { type: 'context', elements: [{ type: 'mrkdwn', text: `Tollgate · ${id}` }] },
    ],
  })
}

/** A Teams workflow takes an adaptive card in a message. */
export function teamsBody({ severity, title, text, url, id }: OutgoingNotice): string {
  return JSON.stringify({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            { type: 'TextBlock', text: title, weight: 'Bolder', size: 'Medium', wrap: true, color: colours[severity] },
            { type: 'TextBlock', text, wrap: true },
            { type: 'TextBlock', text: `Tollgate · ${id}`, isSubtle: true, size: 'Small', wrap: true },
          ],
          ...(url ? { actions: [{ type: 'Action.OpenUrl', title: 'Open in Tollgate', url }] } : {}),
        },
      },
    ],
  })
}

export function mailOf({ severity, title, text, url, id }: OutgoingNotice): { subject: string; text: string; html: string } {
  const subject = severity === 'info' ? `[Tollgate] ${title}` : `[Tollgate ${severity}] ${title}`
  const link = url ? `<p><a href="${escapeHtml(url)}">Open in Tollgate</a></p>` : ''
  return {
    subject: subject.replaceAll(/[\r\n]+/g, ' '),
    text: [text, url, `Notice ${id}`].filter(Boolean).join('\n\n'),
    html: `<p><strong>${escapeHtml(title)}</strong></p><p>${escapeHtml(text)}</p>${link}<p style="color:#666">Notice ${id}</p>`,
  }
}

const marks = { info: 'ℹ️', warning: '⚠️', critical: '🔴' } as const
const colours = { info: 'Accent', warning: 'Warning', critical: 'Attention' } as const

/** https://docs.slack.dev/messaging/formatting-message-text: only these three are escaped. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function escapeHtml(text: string): string {
  return escapeSlack(text).replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}
