/** The short shape of a chat's answer, for callers that want the words alone: {id, created, answer, usage, model}. */
import { type HeaderList, isByteStream, type Reply } from '@/lib/gateway/call'
import { asObject } from '@/lib/gateway/json'
import { parseField } from '@/lib/gateway/json-fields'

/** Streams, refusals and what is no chat stay as they are. */
export function shortReply(reply: Reply): Reply {
  const { status, headers, body } = reply
  if (status !== 200 || isByteStream(body) || !isJson(headers)) return reply
  const whole = asObject(parseField(body))
  if (whole?.object !== 'chat.completion' || !Array.isArray(whole.choices)) return reply
  const answers = whole.choices.map((choice) => asObject(asObject(choice)?.message)?.content ?? null)
  const short = {
    id: whole.id,
    created: whole.created,
    // Of several asked for, all of them.
    answer: answers.length === 1 ? answers[0] : answers,
    usage: whole.usage,
    model: whole.model,
  }
  return { status, headers, body: Buffer.from(JSON.stringify(short)) }
}

function isJson(headers: HeaderList): boolean {
  const at = headers.indexOf('content-type')
  return at !== -1 && (headers[at + 1] ?? '').startsWith('application/json')
}
