/**
 * A policy document as a tree that keeps what somebody wrote: elements nobody knows, comments, the order of attributes. White
 * space between elements is layout and not kept.
 */

/** Where something stands: lines and columns count from 1, as editors show them; the offset is for cutting text. */
export type Position = { offset: number; line: number; column: number }

/** `begin` and `end`: the offsets around its value, between the quotes. */
export type PolicyAttribute = { name: string; value: string; at: Position; begin: number; end: number }

export type PolicyElement = {
  kind: 'element'
  name: string
  attributes: PolicyAttribute[]
  children: PolicyNode[]
  at: Position
  /** The offset behind its last character. */
  end: number
}

export type PolicyText = { kind: 'text' | 'comment' | 'cdata' | 'instruction'; text: string; at: Position; end: number }

export type PolicyNode = PolicyElement | PolicyText

/** What stands at the top: one element, with comments about it. */
export type PolicyTree = { nodes: PolicyNode[]; root: PolicyElement }

const nowhere: Position = { offset: 0, line: 0, column: 0 }

/** An element of our own making; it stands nowhere yet. */
export function policyElement(
  name: string,
  attributes: Readonly<Record<string, string | undefined>> = {},
  children: readonly (PolicyNode | string)[] = [],
): PolicyElement {
  const given = Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return {
    kind: 'element',
    name,
    attributes: given.map(([key, value]) => ({ name: key, value, at: nowhere, begin: 0, end: 0 })),
    children: children.map((child) => (typeof child === 'string' ? policyText('text', child) : child)),
    at: nowhere,
    end: 0,
  }
}

export function policyText(kind: PolicyText['kind'], text: string): PolicyText {
  return { kind, text, at: nowhere, end: 0 }
}

/** A tree around one element. */
export function policyTree(root: PolicyElement): PolicyTree {
  return { nodes: [root], root }
}

export function attributeOf(element: PolicyElement, name: string): string | undefined {
  return element.attributes.find((one) => one.name === name)?.value
}

export function elementsOf(element: PolicyElement, name?: string): PolicyElement[] {
  return element.children.filter(
    (child): child is PolicyElement => child.kind === 'element' && (name === undefined || child.name === name),
  )
}

export function childOf(element: PolicyElement, name: string): PolicyElement | undefined {
  return elementsOf(element, name)[0]
}

/** The text of an element without the white space around it. */
export function textOf(element: PolicyElement): string {
  const parts = element.children.map((child) => (child.kind === 'text' || child.kind === 'cdata' ? child.text : ''))
  return parts.join('').trim()
}

/** Every element below, in the order of the document. */
export function* everyElement(element: PolicyElement): Generator<PolicyElement> {
  yield element
  for (const child of elementsOf(element)) yield* everyElement(child)
}

/** The tree without places, to compare two. */
export function shapeOf(node: PolicyNode): unknown {
  if (node.kind !== 'element') return { [node.kind]: node.text }
  return {
    name: node.name,
    attributes: node.attributes.map(({ name, value }) => [name, value]),
    children: node.children.map(shapeOf),
  }
}
