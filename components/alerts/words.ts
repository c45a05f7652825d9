/** What is watched, in words. */

import type { Tone } from '@/components/ui/badge'
import { describeCount } from '@/components/ui/number-text'
import type { AlertFigure, AlertRule } from '@/lib/contracts/alert'
import type { ChannelKind } from '@/lib/contracts/channel'
import type { NoticeSeverity, NoticeTopic } from '@/lib/contracts/notice'

type FigureWords = { title: string; unit: string; hint: string }

export const figureWords: Record<AlertFigure, FigureWords> = {
  errorRate: { title: 'Share of calls that fail', unit: '%', hint: 'Failed and interrupted calls of all calls.' },
  refusalRate: { title: 'Share of calls that are refused', unit: '%', hint: 'By limits, keys and rules, of all calls.' },
  latencyP95: {
    title: 'Time of the slowest 5 % of calls',
    unit: 'ms',
    hint: 'From admission to the last byte, of answered calls.',
  },
  spend: { title: 'Money spent', unit: '', hint: 'In one currency, over the window.' },
  calls: { title: 'Number of calls', unit: 'calls', hint: 'Below finds what has gone quiet.' },
  tokens: { title: 'Tokens used', unit: 'tokens', hint: 'Of all classes together.' },
  unpriced: { title: 'Calls without a price', unit: 'calls', hint: 'Nobody is charged for them.' },
  spool: { title: 'Calls waiting on disk', unit: 'MB', hint: 'The largest spool of any process.' },
  flushLag: { title: 'Age of the oldest waiting call', unit: 's', hint: 'How long PostgreSQL has not taken it.' },
  breakersOpen: { title: 'Breakers that are open', unit: 'processes', hint: 'An alert for each backend; 0 means any.' },
  processesMissing: { title: 'Process gone silent', unit: 's', hint: 'An alert for each process without a sign of life.' },
  keysExpiring: { title: 'Keys about to expire', unit: 'days', hint: 'An alert for each tenant; its owners are told too.' },
  jobsFailing: { title: 'Jobs that fail', unit: 'jobs', hint: 'An alert for each job; 0 means any.' },
  deliveriesFailing: { title: 'Notices that do not arrive', unit: 'notices', hint: 'An alert for each channel.' },
}

/** "above 5 % over 10 minutes". */
export function describeCondition(rule: AlertRule): string {
  const { figure, comparison, threshold, windowMinutes, currency } = rule
  if (figure === 'keysExpiring') return `within ${threshold} days`
  const unit = figure === 'spend' ? (currency ?? '') : figureWords[figure].unit
  const amount = `${comparison} ${describeCount(threshold)} ${unit}`.trim()
  const isOfCalls = ['errorRate', 'refusalRate', 'latencyP95', 'spend', 'calls', 'tokens', 'unpriced'].includes(figure)
  const over = isOfCalls ? ` over ${describeSpan(windowMinutes)}` : ''
  const held = rule.forMinutes > 0 ? `, for ${describeSpan(rule.forMinutes)}` : ''
  return `${amount}${over}${held}`
}

/** What it was when it was last looked at. */
export function describeLast({ figure, lastValue, currency }: AlertRule): string {
  if (lastValue === null) return figure === 'keysExpiring' ? 'none' : 'no figure'
  const unit = figure === 'spend' ? (currency ?? '') : figureWords[figure].unit
  return `${lastValue.toLocaleString('en-US', { maximumFractionDigits: 1 })} ${unit}`.trim()
}

export function describeSpan(minutes: number): string {
  if (minutes % 1440 === 0) return minutes === 1440 ? '24 hours' : `${minutes / 1440} days`
  if (minutes % 60 === 0) return minutes === 60 ? 'an hour' : `${minutes / 60} hours`
  return minutes === 1 ? 'a minute' : `${minutes} minutes`
}

export const kindWords: Record<ChannelKind, string> = {
  email: 'E-mail',
  webhook: 'Webhook',
  slack: 'Slack',
  teams: 'Microsoft Teams',
}

export const topicWords: Record<NoticeTopic, string> = {
  'alert.firing': 'An alert',
  'alert.resolved': 'An alert is over',
  'limit.threshold': 'A limit’s threshold',
  'budget.threshold': 'a budget reached a threshold, or is expected to',
  'budget.raise': 'somebody asked for a larger budget, or it was decided',
  'usage.warning': 'somebody’s own warning of usage was reached',
  'key.expiring': 'A key expires soon',
  'key.rotated': 'A key was rotated',
  'key.revoked': 'A key was revoked',
  'subscription.requested': 'A subscription is asked for',
  'subscription.decided': 'A subscription was decided',
  'subscription.expiring': 'A subscription ends soon',
  'product.deprecated': 'A product is deprecated',
  'product.retired': 'A product is retired',
  'terms.changed': 'A product’s terms changed',
  'audit.head': 'The audit trail’s head, daily',
  'channel.test': 'A test',
}

export const severityTone: Record<NoticeSeverity, Tone> = { info: 'neutral', warning: 'warn', critical: 'bad' }
