import { expect, test } from 'vitest'
import { allowedAudiences, allowedNavigation, homeOf, isPageOpen } from '@/components/shell/allowed-navigation'
import type { Actor } from '@/lib/access/actor'
import type { PlatformRole, TenantRole } from '@/lib/access/roles'

function actor(platformRole: PlatformRole | null, tenantRole?: TenantRole): Actor {
  return {
    userId: 'u',
    name: 'U',
    kind: 'user',
    platformRole,
    memberships: tenantRole ? [{ tenantId: 't', role: tenantRole }] : [],
  }
}

test('each role has its own front doors and lands at the first of them', () => {
  expect([allowedAudiences(actor('admin')), homeOf(actor('admin'))]).toEqual([['admin', 'portal', 'finance'], '/admin'])
  expect([allowedAudiences(actor('finance')), homeOf(actor('finance'))]).toEqual([['finance'], '/finance'])
  expect([allowedAudiences(actor(null, 'developer')), homeOf(actor(null, 'developer'))]).toEqual([['portal'], '/portal'])
  expect(allowedAudiences(actor(null, 'owner'))).toEqual(['portal', 'finance'])
})

test('a menu names only what its reader may do', () => {
  const titles = (who: Actor, audience: 'admin' | 'portal') =>
    allowedNavigation(who, audience).flatMap((group) => group.entries.map((entry) => entry.title))
  expect(titles(actor(null, 'developer'), 'portal')).not.toContain('Audit')
  expect(titles(actor(null, 'owner'), 'portal')).toContain('Audit')
  expect(titles(actor('finance'), 'admin')).not.toContain('Backends')
})

test('a page is open to who may do what it is for, and to nobody else', () => {
  expect(isPageOpen(actor('auditor'), 'admin', '/admin/approvals?state=all')).toBe(false)
  expect(isPageOpen(actor('admin'), 'admin', '/admin/approvals')).toBe(true)
  expect(isPageOpen(actor(null, 'developer'), 'portal', '/portal/audit')).toBe(false)
  expect(isPageOpen(actor(null, 'owner'), 'portal', '/portal/audit')).toBe(true)
  expect(isPageOpen(actor('finance'), 'admin', '/admin/alerts')).toBe(false)
  expect(isPageOpen(actor(null, 'owner'), 'finance', '/finance/alerts')).toBe(false)
})

test('finance has a page for all it may read of alerts', () => {
  const titles = allowedNavigation(actor('finance'), 'finance').flatMap((group) => group.entries.map((entry) => entry.title))
  expect(titles).toContain('Alerts')
  expect(isPageOpen(actor('finance'), 'finance', '/finance/alerts')).toBe(true)
  expect(isPageOpen(actor('finance'), 'finance', '/finance/alerts/rules')).toBe(true)
})
