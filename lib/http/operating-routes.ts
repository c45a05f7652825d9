/** The part of the management API for running an installation: what is watched, who is told, the settings. */
import { acknowledgeAlert, getAlert, listAlerts } from '@/lib/control/alerts/alert-operations'
import { createRule, deleteRule, getRule, listRules, silenceRule, updateRule } from '@/lib/control/alerts/rule-operations'
import { getAuditHead } from '@/lib/control/audit/audit-head'
import { erasePerson } from '@/lib/control/audit/erase-person'
import { restoreVersion } from '@/lib/control/audit/restore'
import {
  createChannel,
  deleteChannel,
  rotateChannelSecret,
  testChannel,
  updateChannel,
} from '@/lib/control/channels/channel-commands'
import { getChannel, listChannels } from '@/lib/control/channels/channel-queries'
import { listNotices, retryDelivery } from '@/lib/control/notifications/notice-operations'
import { getBranding, updateBranding } from '@/lib/control/settings/branding-settings'
import { getMailSettings, updateMailSettings } from '@/lib/control/settings/mail-settings'
import { getRetention, updateRetention } from '@/lib/control/settings/retention-settings'
import { getSecretUses } from '@/lib/control/settings/secret-uses'
import { getSignInSettings, updateSignInSettings } from '@/lib/control/settings/sign-in-settings'
import { route } from '@/lib/http/route'

export const operatingRoutes = {
  '/alerts': { GET: route('List alerts, newest first', listAlerts) },
  '/alerts/{id}': { GET: route('Get an alert', getAlert) },
  '/alerts/{id}/acknowledge': { POST: route('Say that somebody is on it', acknowledgeAlert) },

  '/alert-rules': { GET: route('List what is watched', listRules), POST: route('Watch a figure', createRule) },
  '/alert-rules/{id}': {
    GET: route('Get a rule', getRule),
    PATCH: route('Change a rule', updateRule),
    DELETE: route('Watch it no longer', deleteRule),
  },
  '/alert-rules/{id}/silence': { POST: route('Send nothing of a rule until a time, or send again', silenceRule) },

  '/channels': { GET: route('List where notices go', listChannels), POST: route('Create a channel', createChannel) },
  '/channels/{id}': {
    GET: route('Get a channel', getChannel),
    PATCH: route('Change a channel', updateChannel),
    DELETE: route('Delete a channel', deleteChannel),
  },
  '/channels/{id}/test': { POST: route('Send a channel a test', testChannel) },
  '/channels/{id}/rotate-secret': { POST: route('Make a new signing secret', rotateChannelSecret) },

  '/notices': { GET: route('List what was told to whom, newest first', listNotices) },
  '/deliveries/{id}/retry': { POST: route('Send a notice again', retryDelivery) },

  '/audit/restore': { POST: route('Bring something back to what it was', restoreVersion) },
  '/audit/erase': { POST: route('Take a person out of the audit trail', erasePerson) },
  '/audit/head': { GET: route('The head of the audit trail, now and as exported', getAuditHead) },

  '/settings/sign-in': {
    GET: route('Who may vouch for people who sign in', getSignInSettings),
    PATCH: route('Change the sign-in providers', updateSignInSettings),
  },
  '/settings/branding': {
    GET: route('What the portal is called', getBranding),
    PATCH: route('Change what the portal is called', updateBranding),
  },
  '/settings/retention': {
    GET: route('How long calls and traces are kept', getRetention),
    PATCH: route('Change how long calls and traces are kept', updateRetention),
  },
  '/settings/secrets': { GET: route('Which secrets are in use, by name', getSecretUses) },
  '/settings/mail': {
    GET: route('The mail server', getMailSettings),
    PATCH: route('Change the mail server', updateMailSettings),
  },
} as const
