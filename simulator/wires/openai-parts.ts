/** Messages of OpenAI's shape as the simulated model reads them. */
import { isObject, type JsonObject, listOf } from '../json'

export function answerOpenaiParts(given: readonly JsonObject[]): { messages: JsonObject[]; images: { detail: string }[] } {
  const images: { detail: string }[] = []
  const messages = given.map((message) => {
    if (!Array.isArray(message.content)) return { ...message, content: message.content ?? '' }
    const parts = listOf(message.content)
    for (const part of parts) if (part.type === 'image_url' || isObject(part.image_url)) images.push({ detail: 'low' })
    return { ...message, content: parts.map((part) => String(part.text ?? '')).join('') }
  })
  return { messages, images }
}
