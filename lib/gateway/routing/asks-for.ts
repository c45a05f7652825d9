/** What a body asks of a model beside words, in the catalog's capabilities. */
import { asObject, type JsonObject, wordOf } from '@/lib/gateway/json'

const images = new Set(['image_url', 'input_image', 'image'])

export function asksFor({ tools, functions, response_format, messages, input }: JsonObject): string[] {
  const needs: string[] = []
  if (isFilled(tools) || isFilled(functions)) needs.push('tools')
  if (['json_schema', 'json_object'].includes(wordOf(asObject(response_format)?.type))) needs.push('json')
  if ([messages, input].some(hasImage)) needs.push('vision')
  return needs
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0
}

function hasImage(list: unknown): boolean {
  if (!Array.isArray(list)) return false
  return list.some((item) => {
    const content = asObject(item)?.content
    return Array.isArray(content) && content.some((part) => images.has(wordOf(asObject(part)?.type)))
  })
}
