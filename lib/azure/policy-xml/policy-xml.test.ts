import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePolicy, policyBounds } from '@/lib/azure/policy-xml/parse-policy'
import {
  attributeOf,
  childOf,
  everyElement,
  type PolicyElement,
  type PolicyNode,
  policyElement,
  policyText,
  policyTree,
  shapeOf,
  textOf,
} from '@/lib/azure/policy-xml/policy-tree'
import { writePolicy } from '@/lib/azure/policy-xml/write-policy'

const read = (xml: string) => {
  const parsed = parsePolicy(xml)
  if (!parsed.ok) throw new Error(`${parsed.at.line}:${parsed.at.column} ${parsed.message}`)
  return parsed.tree
}

const mistake = (xml: string) => {
  const parsed = parsePolicy(xml)
  return parsed.ok ? null : `${parsed.at.line}:${parsed.at.column} ${parsed.message}`
}

describe('reading a policy', () => {
  it('keeps raw quotes, angle brackets and comments of an expression', () => {
    const { root } = read(`<policies><inbound>
      <choose><when condition="@((string)context.Variables["region"] == "west" && context.Request.Headers.GetValueOrDefault("a)", "") != $"x{context.Variables["b"]}")">
        <set-header name='A'><value>@(context.Variables.GetValueOrDefault<string>("t") + ')' /* < */)</value></set-header>
      </when></choose>
      <set-body>@{ var body = context.Request.Body.As<JObject>(true); if (1 < 2) { return @"c:\\" + '"'; } // }
        return "}</set-body>"; }</set-body>
    </inbound></policies>`)
    const all = [...everyElement(root)]
    expect(all.map(({ name }) => name)).toEqual(['policies', 'inbound', 'choose', 'when', 'set-header', 'value', 'set-body'])
    expect(attributeOf(all[3] as PolicyElement, 'condition')).toBe(
      '@((string)context.Variables["region"] == "west" && context.Request.Headers.GetValueOrDefault("a)", "") != $"x{context.Variables["b"]}")',
    )
    expect(textOf(all[6] as PolicyElement)).toMatch(/^@\{ var body[\s\S]*return "\}<\/set-body>"; \}$/)
  })

  it('reads the same expression with its quotes as entities', () => {
    const raw = read('<a b="@(context.Variables["x"] == "y" && 1 < 2)" />')
    const escaped = read('<a b="@(context.Variables[&quot;x&quot;] == &quot;y&quot; &amp;&amp; 1 &lt; 2)" />')
    expect(shapeOf(escaped.root)).toEqual(shapeOf(raw.root))
  })

  it('keeps comments, CDATA, elements nobody knows, and the order of it all', () => {
    const xml =
      '<?xml version="1.0"?><!-- top --><policies><inbound><base/><!-- a > b --><x:odd y="1"><![CDATA[<raw>]]></x:odd></inbound></policies>'
    const tree = read(xml)
    expect(tree.nodes.map(({ kind }) => kind)).toEqual(['instruction', 'comment', 'element'])
    const inbound = childOf(tree.root, 'inbound') as PolicyElement
    expect(inbound.children.map(({ kind }) => kind)).toEqual(['element', 'comment', 'element'])
    expect(textOf(inbound.children[2] as PolicyElement)).toBe('<raw>')
  })

  it('says where everything stands', () => {
    const { root } = read(
      '<policies>\r\n  <inbound>\r\n    <rate-limit calls="5"\r\n      renewal-period="60" />\r\n  </inbound></policies>',
    )
    const limit = [...everyElement(root)][2] as PolicyElement
    expect([limit.at.line, limit.at.column]).toEqual([3, 5])
    expect(limit.attributes.map(({ at }) => [at.line, at.column])).toEqual([
      [3, 17],
      [4, 7],
    ])
  })

  it.each([
    ['<policies><inbound></policies>', '1:20 </policies> stands where </inbound> is expected: it was opened on line 1.'],
    ['<policies>\n  <inbound>\n', '2:3 <inbound> is not closed.'],
    ['</a>', '1:1 </a> closes nothing.'],
    ['<a b=1 />', '1:6 The value of b must stand in quotes.'],
    ['<a b />', '1:4 The attribute b has no value.'],
    ['<a b="1" b="2" />', '1:10 The attribute b is there twice.'],
    ['<a b="1"c="2" />', '1:9 White space is missing before this.'],
    ['<a b="@(1" />'.replace('"', "'"), '1:4 The value of b does not end.'],
    ['<a><!-- </a>', '1:4 A comment begins here and does not end.'],
    ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', '1:1 Declarations such as DOCTYPE are not read.'],
    ['<a /><b />', '1:6 <b> stands beside <a>: a policy has one element at its top.'],
    ['hello', '1:1 There is text outside the policy element.'],
    ['  ', '1:1 There is no element in it.'],
    ['<a', '1:1 The tag <a> does not end.'],
  ])('says what is wrong with %s', (xml, told) => {
    expect(mistake(xml)).toBe(told)
  })

  it('is bounded, whatever it is given', () => {
    expect(mistake('<a>'.repeat(200))).toMatch(/nested deeper than 100/)
    expect(mistake(`<a>${'<b/>'.repeat(policyBounds.nodes + 1)}</a>`)).toMatch(/more than 50000/)
    expect(mistake(`<a b="${'x'.repeat(policyBounds.characters)}" />`)).toMatch(/longer than 1 MiB/)
    expect(mistake(`<a b="@${'('.repeat(500)}" />`)).toBeNull()
    expect(mistake(`<a b="${'@($"{'.repeat(3_000)}`)).not.toBeNull()
  })

  it('never throws', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      '"',
      "'",
      '@(',
      '@{',
      ')',
      '}',
      '$"',
      '{',
      'a',
      ' b=',
      '=',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '&quot;',
      '&',
      '\n',
      '?>',
      '<?',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        parsePolicy(pieces.join(''))
        parsePolicy(`<a ${pieces.join('')}></a>`)
      }),
      { numRuns: 3_000 },
    )
  })
})

const name = fc.constantFrom('base', 'set-header', 'choose', 'when', 'x:unknown', 'llm-token-limit', 'value', 'é')
const expression = fc.constantFrom(
  '@(context.Subscription.Id)',
  '@((string)context.Variables["region"] == "west" && 1 < 2)',
  '@{ return "}" + \'"\'; }',
  '@(context.Variables.GetValueOrDefault<string>("x"))',
  '@("&amp;" + "&lt;")',
  '@(unbalanced',
  '@{\n  // a comment with "\n  return 1;\n}',
)
const words = fc.oneof(
  expression,
  fc.stringMatching(/^[ -~\n\té漢]{1,30}$/),
  fc.constantFrom(' ', '\n', '&#32;', 'a < b', '"', "it's", ']]>', '{{named-value}}'),
)
const leaf = fc.oneof(
  words.map((text): PolicyNode => policyText('text', text)),
  fc.stringMatching(/^[a-z <>&"]{0,20}$/).map((text): PolicyNode => policyText('comment', text)),
  fc.stringMatching(/^[a-z <>&"]{0,20}$/).map((text): PolicyNode => policyText('cdata', text)),
)
const attributes = fc.dictionary(fc.constantFrom('name', 'value', 'counter-key', 'condition', 'x:y'), words, { maxKeys: 4 })

const element: fc.Arbitrary<PolicyElement> = fc.letrec<{ node: PolicyElement }>((tie) => ({
  node: fc
    .tuple(name, attributes, fc.array(fc.oneof({ depthSize: 'small' }, leaf, tie('node')), { maxLength: 5 }))
    .map(([own, given, children]) => policyElement(own, given, apart(children))),
})).node

/** Two texts beside each other would be read as one. */
function apart(children: readonly PolicyNode[]): PolicyNode[] {
  return children.filter((child, i) => !(child.kind === 'text' && children[i - 1]?.kind === 'text'))
}

describe('writing a policy', () => {
  it.each(['raw', 'xml'] as const)('gives what reads as the same tree (%s)', (style) => {
    fc.assert(
      fc.property(element, (root) => {
        const written = writePolicy(policyTree(root), style)
        const again = read(written)
        expect(shapeOf(again.root)).toEqual(shapeOf(root))
        expect(writePolicy(again, style)).toBe(written)
      }),
      { numRuns: 1_000 },
    )
  })

  it('leaves expressions readable, and escapes them where it must be XML', () => {
    const root = policyElement('when', { condition: '@(context.Variables["a"] == "b")' })
    expect(writePolicy(policyTree(root))).toBe('<when condition="@(context.Variables["a"] == "b")" />\n')
    expect(writePolicy(policyTree(root), 'xml')).toBe(
      '<when condition="@(context.Variables[&quot;a&quot;] == &quot;b&quot;)" />\n',
    )
  })
})

describe('a policy of the field', () => {
  it('is the same tree after writing, in either style', async () => {
    const tree = read(await readFile(new URL('./apim-policy.fixture.xml', import.meta.url), 'utf8'))
    for (const style of ['raw', 'xml'] as const) expect(shapeOf(read(writePolicy(tree, style)).root)).toEqual(shapeOf(tree.root))
    expect(
      [...everyElement(tree.root)].filter(({ name }) => name === 'when').map(({ attributes: [first] }) => first?.value),
    ).toEqual(['@((string)context.Variables["place"] == "south")', '@(context.Response.StatusCode == 503)'])
  })
})
