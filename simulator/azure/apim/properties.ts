/** Properties as they are answered: secrets kept back, policy documents in the format asked for. */
import type { JsonObject } from '../../json'
import { isPolicy, kindOf, ruleOf } from './rules'
import type { Entity } from './world'

export function shownProperties({ path, properties }: Entity, format: string | null): JsonObject {
  const hidden = ruleOf(path)?.hidden ?? []
  const shown = Object.fromEntries(Object.entries(properties).filter(([name]) => !hidden.includes(name)))
  if (kindOf(path) === 'namedvalues' && shown.secret === true) delete shown.value
  const isDocument = isPolicy(path) || kindOf(path) === 'policyfragments'
  if (!isDocument || typeof shown.value !== 'string') return shown
  if (format === 'rawxml') return { ...shown, format: 'rawxml' }
  return { ...shown, format: 'xml', value: encodeXml(shown.value) }
}

/** Within expressions, what XML wants escaped: the format `xml`. */
export function encodeXml(raw: string): string {
  return raw.replace(/(=")(@[({][\s\S]*?[)}])("(?=[\s/>]))/g, (_, open, expression, close) => {
    const text = expression.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    return `${open}${text}${close}`
  })
}

export function decodeXml(xml: string): string {
  return xml.replace(/="(@[({][^"]*)"/g, (_, expression) => {
    const text = expression.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
    return `="${text}"`
  })
}
