/**
 * Secrets that somebody wrote into a policy document, replaced by a word before the document is kept: literal values of headers that
 * carry credentials, passwords, signing keys, and what looks like one in any text. References (`{{name}}`) and expressions that hold
 * no literal stay, and so does every line where it was.
 */
import { parsePolicy } from '@/lib/azure/policy-xml/parse-policy'
import { everyElement, type PolicyElement } from '@/lib/azure/policy-xml/policy-tree'

export const HIDDEN = 'hidden-by-tollgate'

/** Names of headers, parameters and variables that hold credentials. */
const SECRET_NAME = /key|token|authorization|secret|passw|pwd|signature|credential|cookie|functions-code|^(?:code|sig)$/i
const SECRET_ATTRIBUTE = /^(?:password|passphrase|secret|client-secret|client_secret)$/i

/** For a document that cannot be read as a tree: each passes over its text once. */
const VALUE = /(<(?:value|key)(?:\s[^<>]*)?>)([^<]*(?:<(?!\/(?:value|key))[^<]*)*)/gi
const VARIABLE = /<set-variable\b[^<>]*/gi
const VARIABLE_NAME = /\bname\s*=\s*["']\s*([^"']*)/i
const VARIABLE_VALUE = /(\bvalue\s*=\s*["'])([^"']*)/i
const ATTRIBUTE = /(\b(?:password|passphrase|client-secret|body)\s*=\s*["'])([^"']*)/gi

/** What looks like a credential wherever it stands: a JWT, a key of 32 digits, one of the known beginnings. */
const LOOSE =
  /\b(?:eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*|sk-[A-Za-z0-9_-]{16,}|tg_[A-Za-z0-9_-]{16,}|[0-9a-f]{32}(?![\w-])|[A-Za-z0-9+/]{60,}={0,2})/g
/** `client_secret=…` of a form, `?code=…` of an address. */
const PARAMETER =
  /((?:\b(?:client_secret|client_assertion|password|refresh_token|access_token)|[?&;](?:code|sig|key|api-?key|subscription-key))=)(?![={])[^\s"'&<>{}+;,)]+/gi
/** `"client_secret": "…"` of a JSON body. */
const MEMBER = /(["'](?:client_?secret|password|api[_-]?key|refresh_token|access_token)["']\s*:\s*["'])([^"'{}\n]+)(["'])/gi
/** `https://user:password@host`. */
const USER = /(:\/\/)[^\s/"'@:<>]+:[^\s/"'@<>]+(@)/g

export function hideSecrets(xml: string): string {
  return (hideInTree(xml) ?? hideInText(xml))
    .replace(LOOSE, HIDDEN)
    .replace(PARAMETER, `$1${HIDDEN}`)
    .replace(MEMBER, `$1${HIDDEN}$3`)
    .replace(USER, `$1${HIDDEN}$2`)
}

type Cut = { begin: number; end: number }

/** Null where it is no tree. A fragment or a block may have several elements at its top, so one is put around them. */
function hideInTree(xml: string): string | null {
  const around = '<all>'
  const text = `${around}${xml}</all>`
  const read = parsePolicy(text)
  if (!read.ok) return null
  const cuts = [...everyElement(read.tree.root)].flatMap(cutsOf).sort((a, b) => a.begin - b.begin)
  const parts: string[] = []
  let at = around.length
  for (const { begin, end } of cuts) {
    if (begin < at) continue
    parts.push(text.slice(at, begin), hidden(text.slice(begin, end)))
    at = end
  }
  return parts.join('') + text.slice(at, around.length + xml.length)
}

/** Where credentials stand in one element. */
function cutsOf(element: PolicyElement): Cut[] {
  const { name, attributes } = element
  const of = name.toLowerCase()
  const named = SECRET_NAME.test(attributes.find((one) => one.name === 'name')?.value ?? '')
  const inAttributes = attributes.filter((one) => {
    if (SECRET_ATTRIBUTE.test(one.name)) return true
    if (one.name === 'body') return of === 'authentication-certificate' || of === 'proxy'
    // A number is how much of something, such as tokens.
    return of === 'set-variable' && one.name === 'value' && named && !/^(?:\d{1,7}|true|false)$/i.test(one.value.trim())
  })
  const isCredential = of === 'key' || (named && (of === 'set-header' || of === 'set-query-parameter'))
  return isCredential ? [...inAttributes, ...textsOf(element)] : inAttributes
}

function textsOf(element: PolicyElement): Cut[] {
  return [...everyElement(element)].flatMap(({ children }) =>
    children.flatMap((child): Cut[] => {
      if (child.kind === 'text') return [{ begin: child.at.offset, end: child.end }]
      if (child.kind !== 'cdata') return []
      return [{ begin: child.at.offset + '<![CDATA['.length, end: child.end - ']]>'.length }]
    }),
  )
}

function hideInText(xml: string): string {
  return xml
    .replace(VALUE, hideLiteral)
    .replace(VARIABLE, (tag) => {
      const [, name = ''] = VARIABLE_NAME.exec(tag) ?? []
      return SECRET_NAME.test(name) ? tag.replace(VARIABLE_VALUE, hideLiteral) : tag
    })
    .replace(ATTRIBUTE, hideLiteral)
}

function hideLiteral(_whole: string, open: string, value: string): string {
  return open + hidden(value)
}

/** The white space around it stays, so that lines do. */
function hidden(value: string): string {
  const text = value.trim()
  if (text === '' || /^(?:Bearer\s+|Basic\s+)?\{\{[^}]+\}\}$/i.test(text)) return value
  if (text.startsWith('@')) return value.replace(/("|&quot;)((?:(?!\1)[^\n\\]|\\.)*)\1/g, hideQuoted)
  return value.replace(text, () => HIDDEN)
}

/** Names of what an expression reads, and the words before a credential, are none. */
function hideQuoted(whole: string, quote: string, inner: string, at: number, value: string): string {
  const isName = /(?:\[|\b(?:GetValueOrDefault|ContainsKey|TryGetValue)\s*(?:<[^>]*>)?\()\s*$/.test(
    value.slice(Math.max(0, at - 80), at),
  )
  if (isName || /^.{0,2}$|^(?:Bearer|Basic|SharedAccessSignature)\s*$/i.test(inner)) return whole
  return quote + HIDDEN + quote
}
