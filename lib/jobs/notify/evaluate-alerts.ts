/**
 * Looks at every figure that is watched, opens an alert where it has been so for as long as the rule says, closes it when the
 * figure has been back for two minutes, and tells people of both: once, or again while nobody acknowledges it.
 */

import type { AlertFigure } from '@/lib/contracts/alert'
import { isCallFigure } from '@/lib/contracts/enumerations'
import { enqueueNotice } from '@/lib/control/notifications/enqueue-notice'
import type { Database, Prisma, Transaction } from '@/lib/db/client'
import { callSummary, stateSummary, titleOf } from '@/lib/jobs/notify/alert-words'
import { type CallFigure, callFigure } from '@/lib/reports/call-figure'
import { type StateFigure, stateFigure } from '@/lib/reports/state-figure'

type RuleRow = Prisma.AlertRuleGetPayload<object>
type AlertRow = Prisma.AlertGetPayload<object>

/** One thing a rule watches, as it is now. */
type Reading = { subject: string; value: number; isSo: boolean; summary: string; tenantId: string | null; path: string }

const MINUTE_MS = 60_000
/** A figure that dips under its threshold for a moment is not over. */
const BACK_FOR_MS = 2 * MINUTE_MS

/** Says in a sentence what it found. */
export async function evaluateAlerts(db: Database, now: Date): Promise<string> {
  const rules = await db.alertRule.findMany({ where: { enabled: true } })
  let open = 0
  let failed = 0
  for (const rule of rules) {
    try {
      const readings = await read(db, rule, now)
      open += await db.$transaction((tx) => apply(tx, rule, readings, now))
    } catch (error) {
      failed++
      const lastError = error instanceof Error ? error.message.slice(0, 500) : String(error)
      await db.alertRule.updateMany({ where: { id: rule.id }, data: { lastError, evaluatedAt: now, updatedAt: rule.updatedAt } })
    }
  }
  await closeAlertsOfDisabledRules(db, now)
  if (failed > 0) throw new Error(`${failed} of ${rules.length} rules could not be looked at; each says why on its page`)
  return `${rules.length} rules, ${open} open alerts`
}

async function read(db: Database, rule: RuleRow, now: Date): Promise<Reading[] | null> {
  const isSo = (value: number) => (rule.comparison === 'below' ? value < rule.threshold : value > rule.threshold)
  const figure = rule.figure as AlertFigure
  if (!isCallFigure(figure)) {
    const { threshold, tenantId, backendId } = rule
    const values = await stateFigure(db, { figure: figure as StateFigure, now, threshold, tenantId, backendId })
    return values.map((one) => ({
      ...one,
      // The query has picked the keys that expire within the threshold.
      isSo: figure === 'keysExpiring' || isSo(one.value),
      summary: stateSummary(figure as StateFigure, one),
    }))
  }
  const from = new Date(now.getTime() - rule.windowMinutes * MINUTE_MS)
  const found = await callFigure(db, { ...rule, figure: figure as CallFigure, from, to: now })
  if (!found) return null
  const summary = callSummary({ ...rule, ...(await namesOf(db, rule)) }, found)
  return [
    { subject: '', value: found.value, isSo: isSo(found.value), summary, tenantId: rule.tenantId, path: callsPath(rule, from) },
  ]
}

/** Brings the rule's alerts to what was read. Null: there is no figure, so nothing is known to be wrong. */
async function apply(tx: Transaction, rule: RuleRow, readings: Reading[] | null, now: Date): Promise<number> {
  const known = await tx.alert.findMany({ where: { ruleId: rule.id, resolvedAt: null } })
  const wrong = (readings ?? []).filter((reading) => reading.isSo)
  let open = 0
  for (const reading of wrong) {
    const alert = await seen(
      tx,
      rule,
      known.find(({ subject }) => subject === reading.subject),
      reading,
      now,
    )
    if (alert.firedAt === null) continue
    open++
    if (isDue(rule, alert, now)) await tell(tx, rule, alert, now)
  }
  for (const alert of known) {
    if (wrong.some(({ subject }) => subject === alert.subject)) continue
    if (alert.firedAt === null) await tx.alert.delete({ where: { id: alert.id } })
    else if (now.getTime() - alert.seenAt.getTime() >= BACK_FOR_MS) await close(tx, alert, now)
    else open++
  }
  const shown = readings?.find(({ isSo }) => isSo) ?? readings?.[0]
  // None of a kind is nothing wrong; of keys that expire there is no number of days.
  const lastValue = shown?.value ?? (readings && rule.figure !== 'keysExpiring' ? 0 : null)
  await tx.alertRule.updateMany({
    where: { id: rule.id },
    data: { evaluatedAt: now, lastValue, lastError: null, updatedAt: rule.updatedAt },
  })
  return open
}

async function seen(tx: Transaction, rule: RuleRow, known: AlertRow | undefined, reading: Reading, now: Date): Promise<AlertRow> {
  const { subject, value, summary, tenantId, path } = reading
  const isLongEnough = (since: Date) => now.getTime() - since.getTime() >= rule.forMinutes * MINUTE_MS
  if (known) {
    const firedAt = known.firedAt ?? (isLongEnough(known.pendingSince) ? now : null)
    return await tx.alert.update({ where: { id: known.id }, data: { seenAt: now, value, summary, path, firedAt } })
  }
  const { id: ruleId, name: ruleName, severity, figure, threshold } = rule
  const firedAt = isLongEnough(now) ? now : null
  const fixed = { ruleId, ruleName, severity, figure, threshold }
  return await tx.alert.create({
    data: { ...fixed, subject, value, summary, tenantId, path, pendingSince: now, firedAt, seenAt: now },
  })
}

function isDue(rule: RuleRow, alert: AlertRow, now: Date): boolean {
  if (alert.acknowledgedAt || (rule.silencedUntil && rule.silencedUntil > now)) return false
  if (alert.notifiedAt === null) return true
  return rule.repeatHours !== null && now.getTime() - alert.notifiedAt.getTime() >= rule.repeatHours * 60 * MINUTE_MS
}

async function tell(tx: Transaction, rule: RuleRow, alert: AlertRow, now: Date): Promise<void> {
  const notice = {
    topic: 'alert.firing' as const,
    severity: rule.severity,
    title: titleOf(rule.name, false),
    text: alert.summary,
    path: `/admin/alerts?alert=alt_${alert.id.replaceAll('-', '')}`,
    tenantId: alert.tenantId,
    alertId: alert.id,
    dedupKey: `alert:${alert.id}:${alert.notices + 1}`,
    data: { figure: alert.figure, value: alert.value, threshold: alert.threshold, state: 'firing' },
    ...(rule.figure === 'keysExpiring' && alert.tenantId ? { ownersOf: [alert.tenantId] } : {}),
  }
  await enqueueNotice(tx, notice, now)
  await tx.alert.update({ where: { id: alert.id }, data: { notifiedAt: now, notices: { increment: 1 } } })
}

async function close(tx: Transaction, alert: AlertRow, now: Date): Promise<void> {
  await tx.alert.update({ where: { id: alert.id }, data: { resolvedAt: now } })
  // Who was never told of it need not hear that it is over.
  if (alert.notices === 0) return
  const notice = {
    topic: 'alert.resolved' as const,
    title: titleOf(alert.ruleName, true),
    text: `It is over. It was: ${alert.summary}`,
    path: `/admin/alerts?alert=alt_${alert.id.replaceAll('-', '')}`,
    // As loud as the alert: who heard of it hears of its end.
    severity: alert.severity,
    tenantId: alert.tenantId,
    alertId: alert.id,
    dedupKey: `alert:${alert.id}:over`,
    data: { figure: alert.figure, value: alert.value, threshold: alert.threshold, state: 'resolved' },
  }
  await enqueueNotice(tx, notice, now)
}

async function closeAlertsOfDisabledRules(db: Database, now: Date): Promise<void> {
  const ofDisabled = { resolvedAt: null, rule: { enabled: false } }
  await db.alert.deleteMany({ where: { ...ofDisabled, firedAt: null } })
  await db.alert.updateMany({ where: ofDisabled, data: { resolvedAt: now } })
}

async function namesOf(db: Database, { tenantId, productId, backendId }: RuleRow) {
  const select = { name: true }
  const [tenant, product, backend] = await Promise.all([
    tenantId ? db.tenant.findUnique({ where: { id: tenantId }, select }) : null,
    productId ? db.product.findUnique({ where: { id: productId }, select }) : null,
    backendId ? db.backend.findUnique({ where: { id: backendId }, select }) : null,
  ])
  return { tenantName: tenant?.name ?? null, productName: product?.name ?? null, backendName: backend?.name ?? null }
}

/** The calls behind the figure. */
function callsPath({ figure, model, tenantId }: RuleRow, from: Date): string {
  const query = new URLSearchParams({ from: from.toISOString() })
  if (figure === 'errorRate') query.set('outcome', 'failed')
  if (figure === 'refusalRate') query.set('outcome', 'refused')
  if (model) query.set('model', model)
  if (tenantId) query.set('tenantId', `ten_${tenantId.replaceAll('-', '')}`)
  return `/admin/calls?${query}`
}
