/** What a product changes about its calls, as policies of API Management, and what of it has none. Pure. */
import { type PolicyElement, policyElement } from '@/lib/azure/policy-xml/policy-tree'
import type { Loss } from '@/lib/azure/publish/entity'
import type { OurProduct } from '@/lib/azure/publish/our-estate'
import type { HeaderRules } from '@/lib/contracts/product-shaping'

/** `cors`, where pages may call. */
export function corsElement({ name, corsOrigins }: OurProduct, losses: Loss[]): PolicyElement[] {
  if (corsOrigins.length === 0) return []
  losses.push({
    title: name,
    reason: 'Pages may call there only with the key in the address: a preflight has no key, and so no product.',
  })
  const list = (outer: string, inner: string, values: readonly string[]) =>
    policyElement(
      outer,
      {},
      values.map((value) => policyElement(inner, {}, [value])),
    )
  return [
    policyElement('cors', {}, [
      list('allowed-origins', 'origin', corsOrigins),
      list('allowed-methods', 'method', ['*']),
      list('allowed-headers', 'header', ['*']),
      list('expose-headers', 'header', ['*']),
    ]),
  ]
}

/** `set-header`, of calls or of answers. */
export function headerElements(product: OurProduct, side: 'request' | 'answer', losses: Loss[]): PolicyElement[] {
  const { set = {}, remove = [] } = (product.headerRules as Partial<HeaderRules>)[side] ?? {}
  const made = Object.entries(set).flatMap(([name, value]) => {
    const reason = reasonNotTo(name, value)
    if (reason !== null) {
      losses.push({ title: product.name, reason })
      return []
    }
    return policyElement('set-header', { name, 'exists-action': 'override' }, [policyElement('value', {}, [value])])
  })
  return [...made, ...remove.map((name) => policyElement('set-header', { name, 'exists-action': 'delete' }))]
}

/** A text that there would be an expression, or a named value, would not stay a text. */
function reasonNotTo(name: string, value: string): string | null {
  if (/key|token|secret|password|auth|cookie|signature/i.test(name))
    return `What ${name} holds may be a secret: set it there by a named value.`
  if (/@[({]|\{\{|\}\}/.test(value)) return `The value of ${name} would be an expression or a named value there.`
  return null
}

/** Rules of a product that nothing there stands for. */
export function lostShaping(product: OurProduct): Loss[] {
  const { name, requestDefaults, requestForced, routes, systemPrompt, answerShape, outputCap } = product
  const keys = product.subscriptions.flatMap((one) => one.keys)
  const isAny = (value: unknown) => Object.keys(value as object).length > 0
  const found: [boolean, string][] = [
    [isAny(requestDefaults) || isAny(requestForced), 'Fields it fills in or forces in bodies are not published.'],
    [(routes as unknown[]).length > 0, 'Its routes between models are not published.'],
    [systemPrompt !== '', 'What it puts in front of every chat is not published.'],
    [answerShape !== 'full', 'Answers are as the backend gives them there.'],
    [outputCap === 'refuse', 'Calls without a maximum are not refused there.'],
    [
      keys.some((key) => key.cidrs.length > 0 || key.models.length > 0 || key.certificates.length > 0),
      'Some of its keys are bound to networks, models or certificates; there a key has no rules of its own.',
    ],
  ]
  return found.flatMap(([isLost, reason]) => (isLost ? [{ title: name, reason }] : []))
}
