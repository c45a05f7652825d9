/**
 * All policies of an instance as statements: what stands in which section, under which conditions, with fragments put in place
 * and named values that are no secrets filled in. What cannot be read is a mistake with its place.
 */
import { type Estate, type EstatePolicyScope, policyPlace } from '@/lib/azure/apim/estate'
import type { Expression } from '@/lib/azure/policy-xml/expression'
import { parsePolicy } from '@/lib/azure/policy-xml/parse-policy'
import { attributeOf, elementsOf, type PolicyElement } from '@/lib/azure/policy-xml/policy-tree'
import { readExpression } from '@/lib/azure/policy-xml/read-expression'
import type { AzurePlace } from '@/lib/contracts/azure-plan'

export type Section = 'inbound' | 'backend' | 'outbound' | 'on-error'

export type Statement = {
  element: PolicyElement
  section: Section
  scope: EstatePolicyScope
  place: AzurePlace
  /** Of the `choose` around it, outermost first; null: one that is more than we read. */
  conditions: readonly (Expression | null)[]
}

export type ReadPolicy = {
  scope: EstatePolicyScope
  statements: Statement[]
  mistakes: { message: string; place: AzurePlace }[]
  /** Sections that leave out `<base />`: what is set around this scope does not apply there. */
  withoutBase: Section[]
}

const sections: readonly Section[] = ['inbound', 'backend', 'outbound', 'on-error']

export function readPolicies(estate: Estate): ReadPolicy[] {
  const values = new Map(
    estate.namedValues.filter(({ value }) => value !== null).map(({ displayName, value }) => [displayName, value ?? '']),
  )
  return estate.policies.map(({ scope, xml }) => readOne({ estate, values, scope, seen: [] }, xml))
}

type Reading = { estate: Estate; values: ReadonlyMap<string, string>; scope: EstatePolicyScope; seen: readonly string[] }

function readOne(reading: Reading, xml: string): ReadPolicy {
  const { scope } = reading
  const policy = policyPlace(scope)
  const read: ReadPolicy = { scope, statements: [], mistakes: [], withoutBase: [] }
  const parsed = parsePolicy(xml)
  if (!parsed.ok) {
    read.mistakes.push({ message: parsed.message, place: { policy, line: parsed.at.line, column: parsed.at.column } })
    return read
  }
  const variables = new Map<string, Expression | null>()
  for (const section of sections) {
    const element = elementsOf(parsed.tree.root, section)[0]
    if (!element) continue
    gather({ ...reading, read, section, policy, variables }, element, [])
    const hasBase = elementsOf(element).some(({ name }) => name === 'base')
    if (!hasBase && scope.kind !== 'global') read.withoutBase.push(section)
  }
  return read
}

type Gathering = Reading & {
  read: ReadPolicy
  section: Section
  policy: string
  variables: Map<string, Expression | null>
}

function gather(gathering: Gathering, parent: PolicyElement, conditions: readonly (Expression | null)[]): void {
  for (const element of elementsOf(parent)) {
    if (element.name === 'base') continue
    if (element.name === 'choose') gatherChoice(gathering, element, conditions)
    else if (element.name === 'include-fragment') include(gathering, element, conditions)
    else note(gathering, element, conditions)
  }
}

function note(gathering: Gathering, element: PolicyElement, conditions: readonly (Expression | null)[]): void {
  const { read, section, scope, policy, variables } = gathering
  const filled = fill(element, gathering.values)
  if (element.name === 'set-variable') {
    const name = attributeOf(filled, 'name')
    if (name !== undefined) variables.set(name, expressionOf(attributeOf(filled, 'value') ?? '', variables))
  }
  const place = { policy, line: element.at.line, column: element.at.column }
  read.statements.push({ element: filled, section, scope, place, conditions })
  if (element.name === 'retry' || element.name === 'wait' || element.name === 'limit-concurrency')
    gather(gathering, element, conditions)
}

function gatherChoice(gathering: Gathering, choose: PolicyElement, outer: readonly (Expression | null)[]): void {
  const before: (Expression | null)[] = []
  for (const branch of elementsOf(choose)) {
    const written = attributeOf(fill(branch, gathering.values), 'condition')
    const condition = written === undefined ? otherwise(before) : expressionOf(written, gathering.variables)
    before.push(condition)
    gather(gathering, branch, [...outer, condition])
  }
}

/** The last branch of a choice: none of those before it. */
function otherwise(before: readonly (Expression | null)[]): Expression | null {
  const parts = before.filter((one) => one !== null)
  return parts.length === before.length ? { kind: 'not', of: { kind: 'any', parts } } : null
}

function include(gathering: Gathering, element: PolicyElement, conditions: readonly (Expression | null)[]): void {
  const { estate, read, policy, seen } = gathering
  const name = attributeOf(element, 'fragment-id') ?? ''
  const at = { policy, line: element.at.line, column: element.at.column }
  const fragment = estate.fragments.find((one) => one.name === name)
  if (!fragment) {
    read.mistakes.push({ message: `The fragment ${name} is not there.`, place: at })
    return
  }
  if (seen.includes(name)) {
    read.mistakes.push({ message: `The fragment ${name} includes itself.`, place: at })
    return
  }
  const parsed = parsePolicy(fragment.xml)
  const inner = `fragment:${name}`
  if (parsed.ok) gather({ ...gathering, policy: inner, seen: [...seen, name] }, parsed.tree.root, conditions)
  else read.mistakes.push({ message: parsed.message, place: { policy: inner, line: parsed.at.line, column: parsed.at.column } })
}

/** An expression in which variables that were set before are what they were set to. */
export function expressionOf(text: string, variables: ReadonlyMap<string, Expression | null>): Expression | null {
  const read = readExpression(text)
  return read && resolved(read, variables)
}

function resolved(expression: Expression, variables: ReadonlyMap<string, Expression | null>): Expression | null {
  switch (expression.kind) {
    case 'variable':
      return variables.get(expression.name) ?? expression
    case 'compare': {
      const left = resolved(expression.left, variables)
      const right = resolved(expression.right, variables)
      return left && right && { ...expression, left, right }
    }
    case 'all':
    case 'any':
    case 'join': {
      const parts = expression.parts.map((part) => resolved(part, variables))
      return parts.every((part) => part !== null) ? { ...expression, parts } : null
    }
    case 'not': {
      const of = resolved(expression.of, variables)
      return of && { kind: 'not', of }
    }
    default:
      return expression
  }
}

/** `{{name}}` is replaced by the named value; that of a secret stays a reference. */
function fill(element: PolicyElement, values: ReadonlyMap<string, string>): PolicyElement {
  const replace = (text: string) =>
    text.includes('{{')
      ? text.replace(/\{\{([^{}]{1,256})\}\}/g, (whole, name: string) => values.get(name.trim()) ?? whole)
      : text
  return {
    ...element,
    attributes: element.attributes.map((one) => ({ ...one, value: replace(one.value) })),
    children: element.children.map((child) =>
      child.kind === 'element' ? fill(child, values) : child.kind === 'text' ? { ...child, text: replace(child.text) } : child,
    ),
  }
}
