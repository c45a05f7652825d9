/** The roles there are. `self` is not given to anybody: every signed-in user has it, for what is their own. */
export const platformRoles = ['admin', 'finance', 'auditor'] as const
export const tenantRoles = ['owner', 'developer', 'viewer'] as const

export type PlatformRole = (typeof platformRoles)[number]
export type TenantRole = (typeof tenantRoles)[number]
export type Role = PlatformRole | TenantRole | 'self'

export function isPlatformRole(role: string): role is PlatformRole {
  return (platformRoles as readonly string[]).includes(role)
}

export function isTenantRole(role: string): role is TenantRole {
  return (tenantRoles as readonly string[]).includes(role)
}
