/** The words of an answer, for where nobody measured. */
import type { ChatAnswer } from '@/lib/gateway/chat/chat-answer'
import type { Part } from '@/lib/gateway/chat/chat-call'

export function textOfAnswer(answer: ChatAnswer): string {
  return answer.choices.flatMap(({ parts }) => parts.map(textOfPart)).join('')
}

export function textOfPart(part: Part): string {
  if (part.kind === 'text' || part.kind === 'reasoning') return part.text
  return part.kind === 'toolCall' ? part.name + part.input : ''
}
