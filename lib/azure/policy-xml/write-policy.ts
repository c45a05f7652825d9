/**
 * Writes a policy tree so that reading it gives the same tree. `raw` keeps expressions readable, as API Management's own editor
 * and its format `rawxml` have them; `xml` is well-formed XML.
 */
import { decodeEntities, encodeAttribute, encodeText } from '@/lib/azure/policy-xml/entities'
import type { PolicyAttribute, PolicyElement, PolicyNode, PolicyTree } from '@/lib/azure/policy-xml/policy-tree'
import { endOfExpression, isExpressionAt } from '@/lib/azure/policy-xml/scan-expression'

export type PolicyStyle = 'raw' | 'xml'

export function writePolicy(tree: PolicyTree, style: PolicyStyle = 'raw'): string {
  return `${tree.nodes.map((node) => writeNode(node, '', style)).join('\n')}\n`
}

/** One element with what is in it, at a depth. */
export function writeElement(element: PolicyElement, indent = '', style: PolicyStyle = 'raw'): string {
  return writeNode(element, indent, style)
}

const STEP = '    '
const WIDTH = 140

function writeNode(node: PolicyNode, indent: string, style: PolicyStyle): string {
  if (node.kind !== 'element') return indent + writeLeaf(node, style)
  const tag = writeTag(node, indent, style)
  if (node.children.length === 0) return `${indent}${tag} />`
  const isText = node.children.some(({ kind }) => kind === 'text' || kind === 'cdata')
  if (isText) return `${indent}${tag}>${node.children.map((child) => writeNode(child, '', style)).join('')}</${node.name}>`
  const inner = node.children.map((child) => writeNode(child, indent + STEP, style)).join('\n')
  return `${indent}${tag}>\n${inner}\n${indent}</${node.name}>`
}

function writeTag({ name, attributes }: PolicyElement, indent: string, style: PolicyStyle): string {
  const written = attributes.map((one) => writeAttribute(one, style))
  const line = [`<${name}`, ...written].join(' ')
  if (indent.length + line.length <= WIDTH || written.length < 2) return line
  return [`<${name} ${written[0]}`, ...written.slice(1)].join(`\n${indent}${' '.repeat(name.length + 2)}`)
}

function writeAttribute({ name, value }: PolicyAttribute, style: PolicyStyle): string {
  return `${name}="${style === 'raw' && isReadableRaw(value) ? value : unmistakable(encodeAttribute(value))}"`
}

function writeLeaf({ kind, text }: Exclude<PolicyNode, PolicyElement>, style: PolicyStyle): string {
  switch (kind) {
    case 'comment':
      return `<!--${text}-->`
    case 'instruction':
      return `<?${text}?>`
    case 'cdata':
      return `<![CDATA[${text}]]>`
    case 'text':
      if (style === 'raw' && isReadableRaw(text)) return text
      // Only white space would be taken for layout.
      return text.trim() === '' ? [...text].map((char) => `&#${char.codePointAt(0)};`).join('') : unmistakable(encodeText(text))
  }
}

/** An expression from end to end, with nothing in it that reading would change. */
function isReadableRaw(value: string): boolean {
  return (
    isExpressionAt(value, 0) &&
    endOfExpression(value, 0) === value.length &&
    decodeEntities(value) === value &&
    !value.includes('\r')
  )
}

/** What begins like an expression and does not end like one would have a reader look for its end far behind. */
function unmistakable(encoded: string): string {
  const written = encoded.trim()
  const start = encoded.length - encoded.trimStart().length
  if (!isExpressionAt(written, 0) || endOfExpression(written, 0) === written.length) return encoded
  return `${encoded.slice(0, start)}&#64;${encoded.slice(start + 1)}`
}
