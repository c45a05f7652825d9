import { type ServiceRulesOut, serviceRules } from '@/lib/contracts/service'

/** What a model's row says of its service; null where it is a model of words. */
export function serviceOf(stored: unknown): ServiceRulesOut | null {
  return stored === null || stored === undefined ? null : serviceRules.parse(stored)
}
