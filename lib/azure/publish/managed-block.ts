/**
 * The parts of a policy document that are ours: what stands between two comments in its inbound and in its outbound section. All
 * else belongs to whoever wrote it, and stays to the byte.
 */
import { parsePolicy } from '@/lib/azure/policy-xml/parse-policy'
import { childOf, type PolicyElement } from '@/lib/azure/policy-xml/policy-tree'

export const BEGIN = '<!-- tollgate:begin (published from Tollgate; changes between these lines are overwritten) -->'
export const END = '<!-- tollgate:end -->'
const BLOCK = /[ \t]*<!--\s*tollgate:begin\b[\s\S]*?-->([\s\S]*?)<!--\s*tollgate:end\s*-->[ \t]*\r?\n?/

const EMPTY = `<policies>
    <inbound>
        <base />
    </inbound>
    <backend>
        <base />
    </backend>
    <outbound>
        <base />
    </outbound>
    <on-error>
        <base />
    </on-error>
</policies>
`

export type ManagedSection = 'inbound' | 'outbound'

const INDENT = '        '

/** What stands between the marks of a section, without the white space that was put around it; null where there are none. */
export function blockOf(xml: string, section: ManagedSection = 'inbound'): string | null {
  const { text } = sectionOf(xml, section)
  const inside = BLOCK.exec(text)?.[1]
  return inside === undefined ? null : inside.trim().replaceAll(`\n${INDENT}`, '\n')
}

/** The document with our part of a section set to this; null takes the part out. A document that is not there begins as an empty one. */
export function withBlock(xml: string | null, block: string | null, section: ManagedSection = 'inbound'): string {
  const document = xml?.trim() ? xml : EMPTY
  const { start, end, text } = sectionOf(document, section)
  const replaced = (by: string) => document.slice(0, start) + text.replace(BLOCK, () => by) + document.slice(end)
  if (block === null) return BLOCK.test(text) ? replaced('') : document
  const lines = ['', BEGIN, ...block.split('\n'), END].join(`\n${INDENT}`).slice(1)
  if (BLOCK.test(text)) return replaced(`${lines}\n`)
  const at = placeFor(document, section)
  return `${document.slice(0, at.offset)}${at.open}\n${lines}\n    ${at.close}${document.slice(at.end).replace(/^[ \t]*\r?\n[ \t]*/, at.close ? '\n' : '')}`
}

type Place = { offset: number; end: number; open: string; close: string }

/** Where a section stands in a document; at its end, with nothing in it, where there is none. */
function sectionOf(xml: string, section: ManagedSection): { start: number; end: number; text: string } {
  const parsed = parsePolicy(xml)
  if (!parsed.ok) throw new Error(`the policy document cannot be read: ${parsed.message}`)
  const found = childOf(parsed.tree.root, section)
  const [start, end] = found ? [found.at.offset, found.end] : [xml.length, xml.length]
  return { start, end, text: xml.slice(start, end) }
}

/** Behind the section's `<base />`, so that what stands further out goes first. */
function placeFor(xml: string, section: ManagedSection): Place {
  const parsed = parsePolicy(xml)
  if (!parsed.ok) throw new Error(`the policy document cannot be read: ${parsed.message}`)
  const { root } = parsed.tree
  const found = childOf(root, section)
  if (!found) {
    const at = section === 'inbound' ? behindTag(xml, root) : (root.children.at(-1)?.end ?? behindTag(xml, root))
    return { offset: at, end: at, open: `\n    <${section}>\n        <base />`, close: `</${section}>` }
  }
  const base = childOf(found, 'base')
  if (base) return { offset: base.end, end: base.end, open: '', close: '' }
  if (found.children.length === 0)
    return { offset: found.at.offset, end: found.end, open: `<${section}>`, close: `</${section}>` }
  const at = behindTag(xml, found)
  return { offset: at, end: at, open: '', close: '' }
}

function behindTag(xml: string, element: PolicyElement): number {
  const [first] = element.children
  return first ? first.at.offset : xml.indexOf('>', element.at.offset) + 1
}
