/** Channels: where notices go. What is secret goes in and never comes out. */
import { z } from 'zod'
import { channelKinds, noticeSeverities } from '@/lib/contracts/enumerations'
import { count, emailText, idOf, instant, nameText, version } from '@/lib/contracts/fields'
import { noticeTopic } from '@/lib/contracts/notice'
import { listQuery, pageOf } from '@/lib/contracts/paging'

const recipients = z.array(emailText).max(50, 'must be at most 50 addresses')
const hookUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
  .max(2000)
  .refine((text) => !hasUser(text), 'must not contain a user or a password')
const topics = z.array(noticeTopic).max(50)

export const channel = z
  .object({
    id: idOf('channel'),
    name: z.string(),
    kind: z.enum(channelKinds),
    recipients: z.array(z.string()),
    /** Of a webhook, without its query, which may hold a token; a Slack or Teams address is a secret of its own. */
    url: z.string().nullable(),
    /** The host it sends to. */
    host: z.string().nullable(),
    /** When the signing secret or the address was set. */
    secretSetAt: instant.nullable(),
    topics: z.array(noticeTopic),
    minSeverity: z.enum(noticeSeverities),
    tenantId: idOf('tenant').nullable(),
    enabled: z.boolean(),
    /** How its notices fare. */
    pending: count,
    failed: count,
    lastDeliveredAt: instant.nullable(),
    /** What the last try said, where it has not been put right since. */
    lastError: z.string().nullable(),
    version,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Channel' })

const choices = {
  topics: topics.default([]),
  minSeverity: z.enum(noticeSeverities).default('info'),
  tenantId: idOf('tenant').nullish(),
  enabled: z.boolean().default(true),
}

/** Mail goes to `recipients`, all others to `url`. */
export const channelCreate = z
  .strictObject({
    name: nameText,
    kind: z.enum(channelKinds),
    recipients: recipients.default([]),
    url: hookUrl.nullish(),
    ...choices,
  })
  .superRefine(({ kind, recipients: to, url }, context) => {
    const complain = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (kind === 'email' && to.length === 0) complain('recipients', 'must have at least one address')
    if (kind === 'email' && url) complain('url', 'is not for mail')
    if (kind !== 'email' && !url) complain('url', 'must not be empty')
    if (kind !== 'email' && to.length > 0) complain('recipients', 'are for mail only')
  })
  .meta({ id: 'ChannelCreate' })

/** A webhook with a new address gets a new signing secret by `rotate-secret` only. */
export const channelUpdate = z
  .strictObject({
    name: nameText.optional(),
    recipients: recipients.min(1, 'must have at least one address').optional(),
    url: hookUrl.optional(),
    topics: topics.optional(),
    minSeverity: z.enum(noticeSeverities).optional(),
    tenantId: idOf('tenant').nullish(),
    enabled: z.boolean().optional(),
  })
  .meta({ id: 'ChannelUpdate' })

/** `signingSecret` of a webhook is shown this once; null for the others and on a replay. */
export const channelCreated = z.object({ ...channel.shape, signingSecret: z.string().nullable() }).meta({ id: 'ChannelCreated' })

export const channelTested = z.object({ noticeId: idOf('notice') }).meta({ id: 'ChannelTested' })

export const channelList = listQuery.extend({ kind: z.enum(channelKinds).optional() })
export const channelPage = pageOf(channel, 'ChannelPage')

export type Channel = z.output<typeof channel>
export type ChannelCreate = z.input<typeof channelCreate>
export type ChannelUpdate = z.input<typeof channelUpdate>
export type ChannelCreated = z.output<typeof channelCreated>
export type ChannelKind = Channel['kind']

function hasUser(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  return Boolean(url?.username || url?.password)
}
