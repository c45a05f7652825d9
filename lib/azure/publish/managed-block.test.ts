import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePolicy } from '@/lib/azure/policy-xml/parse-policy'
import { BEGIN, blockOf, END, withBlock } from '@/lib/azure/publish/managed-block'

const ours = '<include-fragment fragment-id="tg-chat" />'

const documents = {
  'with base':
    '<policies>\n  <inbound>\n    <base />\n    <set-header name="x"><value>@("a" + "b")</value></set-header>\n  </inbound>\n</policies>',
  'without base': '<policies>\n\t<inbound>\n\t\t<cors />\n\t</inbound>\n\t<backend />\n</policies>',
  'with an empty inbound section': '<policies>\n  <inbound />\n  <outbound><base/></outbound>\n</policies>',
  'with an open, empty inbound section': '<policies>\n  <inbound></inbound>\n</policies>',
  'without an inbound section': '<policies>\n  <outbound>\n    <base />\n  </outbound>\n</policies>',
  'with comments and quotes':
    '<!-- by hand -->\n<policies>\r\n<inbound><base/><!-- <base/> --><set-variable name="v" value="@(context.Request.Headers.GetValueOrDefault("a","b"))" /></inbound></policies>',
}

describe.each(Object.entries(documents))('a document %s', (_, xml) => {
  it('takes our part in, and what stands in it is ours alone', () => {
    const made = withBlock(xml, ours)
    expect(blockOf(made)).toBe(ours)
    expect(made.split('tollgate:begin')).toHaveLength(2)
    expect(made.indexOf(BEGIN)).toBeGreaterThan(made.indexOf('<inbound'))
    expect(made.indexOf(END)).toBeLessThan(made.indexOf('</inbound>'))
  })

  it('keeps what others wrote when our part changes', () => {
    const made = withBlock(xml, ours)
    const changed = withBlock(made, '<include-fragment fragment-id="tg-other" />')
    expect(changed.replace('tg-other', 'tg-chat')).toBe(made)
    expect(withBlock(made, ours)).toBe(made)
  })

  it('is without our part again when it is taken out', () => {
    const without = withBlock(withBlock(xml, ours), null)
    expect(without).not.toContain('tollgate')
    for (const word of xml.match(/[\w.()"@]+/g) ?? []) expect(without).toContain(word)
  })
})

describe.each(Object.entries(documents))('the answers of a document %s', (_, xml) => {
  const answers = '<set-header name="x" exists-action="override">\n    <value>y</value>\n</set-header>\n<set-status />'

  it('have a part of ours of their own, read back as it was given', () => {
    const both = withBlock(withBlock(xml, ours), answers, 'outbound')
    expect([blockOf(both), blockOf(both, 'outbound')]).toEqual([ours, answers])
    expect(parsePolicy(both).ok).toBe(true)
    expect(withBlock(both, answers, 'outbound')).toBe(both)
    const without = withBlock(both, null, 'outbound')
    expect([blockOf(without), blockOf(without, 'outbound')]).toEqual([ours, null])
  })
})

it('begins a document where there is none', () => {
  expect(blockOf(withBlock(null, ours))).toBe(ours)
  expect(withBlock(null, ours)).toContain('<on-error>')
})

it('never changes a byte outside the marks, whatever stands there', () => {
  const text = fc.string({ maxLength: 40 }).map((one) => one.replaceAll(/[<>&-]/g, ''))
  fc.assert(
    fc.property(text, text, text, (before, after, block) => {
      const xml = `<policies><inbound><!-- ${before} -->\n${BEGIN}\nold\n${END}\n<!-- ${after} --></inbound></policies>`
      const made = withBlock(xml, `<x y="${block.replaceAll('"', '')}" />`)
      expect(made.startsWith(`<policies><inbound><!-- ${before} -->\n`)).toBe(true)
      expect(made.endsWith(`<!-- ${after} --></inbound></policies>`)).toBe(true)
    }),
  )
})
