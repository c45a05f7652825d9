/** Who may call, from where, from which pages; and headers on the way. */
import {
  conditional,
  type Outcome,
  outcome,
  type PolicyReader,
  type ProductDraft,
  productsReached,
  unreached,
} from '@/lib/azure/plan/policies/policy-draft'
import { attributeOf, childOf, elementsOf, textOf } from '@/lib/azure/policy-xml/policy-tree'
import { readExpression } from '@/lib/azure/policy-xml/read-expression'
import { HIDDEN } from '@/lib/azure/read/hide-secrets'
import { corsOrigins, headerRules } from '@/lib/contracts/product-shaping'

type Rules = Record<'request' | 'answer', { set: Record<string, string>; remove: string[] }>

/** `set-header`, on the way in and out. */
export const readSetHeader: PolicyReader = (plan, statement) => {
  const { element, section } = statement
  const name = attributeOf(element, 'name') ?? ''
  const [value] = elementsOf(element, 'value')
  const read = value ? readExpression(textOf(value)) : null
  const holdsToken =
    read?.kind === 'join' && read.parts.some((part) => part.kind === 'variable' && plan.tokenVariables.has(part.name))
  if (holdsToken) return { verdict: 'maps', reason: 'The backend’s managed identity writes this header here.' }
  if (/^(authorization|api-key)$/i.test(name) && value && textOf(value).includes('{{'))
    return { verdict: 'loss', reason: 'It carries a backend’s credential: set the credential at the backend.' }
  const products = productsReached(plan, statement)
  if (products === null || section === 'on-error' || section === 'backend') return conditional
  if (products.length === 0) return unreached
  const action = attributeOf(element, 'exists-action') ?? 'override'
  const side = section === 'outbound' ? 'answer' : 'request'
  if (action !== 'delete' && read?.kind !== 'text')
    return { verdict: 'not', reason: 'Its value is an expression; headers here are set to texts.' }
  if (action !== 'delete' && /key|token|secret|password|auth|cookie|signature/i.test(name))
    return {
      verdict: 'not',
      reason: `What ${name} holds may be a secret, and what a product sets is shown: give it to the backend.`,
    }
  const rule = action === 'delete' ? { remove: [name] } : { set: { [name]: read?.kind === 'text' ? read.value : '' } }
  if (action !== 'delete' && textOf(value ?? element).includes(HIDDEN))
    return { verdict: 'not', reason: `What ${name} holds may be a secret, and was not kept: give it to the backend.` }
  if (!headerRules.safeParse({ [side]: rule }).success)
    return { verdict: 'not', reason: `The header ${name} is one this gateway sets itself, or its value is no plain text.` }
  for (const product of products) {
    const known = (product.doc.headerRules as Rules | undefined) ?? { request: noRule(), answer: noRule() }
    if (rule.set) Object.assign(known[side].set, rule.set)
    else known[side].remove = [...new Set([...known[side].remove, name])]
    product.doc.headerRules = known
  }
  const lost = action === 'skip' || action === 'append' ? [`It is set whether or not it is there (${action} there)`] : []
  const here = products.map((one) => ({
    noun: 'products' as const,
    name: one.name,
    fields: [{ label: `${side} header`, value: name }],
  }))
  return outcome(action === 'delete' ? 'The product removes the header.' : 'The product sets the header.', lost, here)
}

function noRule(): Rules['request'] {
  return { set: {}, remove: [] }
}

/** `cors`. */
export const readCors: PolicyReader = (plan, statement) => {
  const products = productsReached(plan, statement)
  if (products === null) return conditional
  if (products.length === 0) return unreached
  const list = childOf(statement.element, 'allowed-origins')
  const origins = (list ? elementsOf(list, 'origin') : []).map((one) => textOf(one).replace(/\/$/, ''))
  const known = origins.filter((origin) => corsOrigins.safeParse([origin]).success)
  if (known.length === 0) return { verdict: 'not', reason: 'It names no origin that can be read.' }
  for (const product of products) {
    product.doc.corsOrigins = [...new Set([...((product.doc.corsOrigins as string[] | undefined) ?? []), ...known])].slice(0, 50)
  }
  const here = products.map(({ name }) => ({
    noun: 'products' as const,
    name,
    fields: [{ label: 'origins', value: known.join(', ') }],
  }))
  return outcome(
    'Pages of the same origins may call. Methods and headers are allowed as the API needs them.',
    known.length < origins.length ? ['Some of its origins cannot be read'] : [],
    here,
  )
}

/** `ip-filter`: the networks the keys of the products may be used from. */
export const readIpFilter: PolicyReader = (plan, statement) => {
  const { element } = statement
  if (attributeOf(element, 'action') === 'forbid')
    return { verdict: 'not', reason: 'Keys here are bound to networks that may call; none can be shut out.' }
  const products = productsReached(plan, statement)
  if (products === null) return conditional
  if (products.length === 0) return unreached
  const networks = elementsOf(element, 'address')
    .map((one) => textOf(one))
    .filter(isNetwork)
  for (const range of elementsOf(element, 'address-range')) {
    networks.push(...networksOf(attributeOf(range, 'from') ?? '', attributeOf(range, 'to') ?? ''))
  }
  const shut = products.filter((product) => !narrow(product, networks)).map(({ name }) => name)
  if (shut.length > 0)
    return {
      verdict: 'not',
      reason: `What it lets through, with the filters around it, cannot be written as one to fifty networks: subscriptions of ${shut.join(', ')} come suspended.`,
    }
  const here = products.map(({ name }) => ({
    noun: 'products' as const,
    name,
    fields: [{ label: 'networks of its keys', value: networks.join(', ') }],
  }))
  return outcome('', ['The keys that are brought over may be used from these networks; keys made later are bound by hand'], here)
}

/** `validate-jwt` and `validate-azure-ad-token`. */
export const readValidateToken: PolicyReader = (_plan, { element }): Outcome => {
  const issuer = childOf(element, 'openid-config')
  const tenant = attributeOf(element, 'tenant-id')
  const audiences = childOf(element, 'audiences')
  const list = audiences ? elementsOf(audiences, 'audience').map(textOf) : []
  const required = childOf(element, 'required-claims')
  const claims = required ? elementsOf(required, 'claim').map((one) => attributeOf(one, 'name') ?? '') : []
  const from = (issuer && attributeOf(issuer, 'url')) ?? (tenant && `the Entra tenant ${tenant}`) ?? 'its signing keys'
  const parts = [
    `Make a token issuer for ${from}`,
    ...(list.length > 0 ? [`with the audience ${list.join(', ')}`] : []),
    ...(claims.length > 0 ? [`and the required claims ${claims.join(', ')}`] : []),
  ]
  return {
    verdict: 'loss',
    reason: `${parts.join(' ')}, and let the products accept tokens: an import trusts nobody new by itself.`,
  }
}

/** Every filter around a call is asked, so what is left is what all of them let through. False where that cannot be written. */
function narrow(product: ProductDraft, networks: readonly string[]): boolean {
  const own = [...new Set(networks)]
  const left = product.cidrs.length === 0 ? own : intersectionOf(product.cidrs, own)
  if (left.length === 0 || left.length > 50) product.isShut = true
  else product.cidrs = left
  return !product.isShut
}

/** Of two networks one holds the other, or they have nothing in common. */
function intersectionOf(some: readonly string[], others: readonly string[]): string[] {
  const narrower = some.flatMap((one) =>
    others.flatMap((other) => (isWithin(one, other) ? one : isWithin(other, one) ? other : [])),
  )
  return [...new Set(narrower)]
}

function isWithin(inner: string, outer: string): boolean {
  const [innerAddress = '', innerBits = '32'] = inner.split('/')
  const [outerAddress = '', outerBits = '32'] = outer.split('/')
  const [low, high, bits] = [numberOf(innerAddress), numberOf(outerAddress), Number(outerBits)]
  if (low === null || high === null || Number(innerBits) < bits) return false
  return Math.floor(low / 2 ** (32 - bits)) === Math.floor(high / 2 ** (32 - bits))
}

function isNetwork(text: string): boolean {
  const [address = '', bits = '32'] = text.split('/')
  return /^(\d{1,3}\.){3}\d{1,3}(\/\d{1,2})?$/.test(text) && numberOf(address) !== null && Number(bits) <= 32
}

/** The networks that are exactly a range of IPv4 addresses. */
export function networksOf(from: string, to: string): string[] {
  let low = numberOf(from)
  const high = numberOf(to)
  const networks: string[] = []
  if (low === null || high === null) return []
  while (low <= high && networks.length <= 50) {
    let bits = 0
    while (bits < 32 && low % 2 ** (bits + 1) === 0 && low + 2 ** (bits + 1) - 1 <= high) bits++
    networks.push(`${addressOf(low)}/${32 - bits}`)
    low += 2 ** bits
  }
  return networks
}

function numberOf(address: string): number | null {
  const parts = address.split('.').map(Number)
  const isAddress = parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255)
  return isAddress ? parts.reduce((sum, part) => sum * 256 + part, 0) : null
}

function addressOf(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')
}
