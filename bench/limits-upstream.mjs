// A provider for the limits' measurements: `[tokens=N] [ms=D]` in the prompt says how long the answer is and how long it takes,
// never beyond the maximum that was asked for. Plain or as a stream of up to ten chunks.
import { createServer } from 'node:http'

const PROMPT_TOKENS = 8

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(parts).toString())
    const prompt = String(body.messages?.at(-1)?.content ?? '')
    const wanted = Number(/\[tokens=(\d+)\]/.exec(prompt)?.[1] ?? 20)
    const tokens = Math.min(wanted, body.max_completion_tokens ?? body.max_tokens ?? wanted)
    const ms = Number(/\[ms=(\d+)\]/.exec(prompt)?.[1] ?? 0)
    const usage = { prompt_tokens: PROMPT_TOKENS, completion_tokens: tokens, total_tokens: PROMPT_TOKENS + tokens }
    if (body.stream) stream(response, tokens, ms, usage)
    else setTimeout(() => json(response, tokens, usage), ms)
  })
})

function json(response, tokens, usage) {
  const message = { role: 'assistant', content: 'toll '.repeat(tokens) }
  const answer = { ...head('chat.completion'), choices: [{ index: 0, message, finish_reason: 'stop' }], usage }
  const bytes = Buffer.from(JSON.stringify(answer))
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes)
}

function stream(response, tokens, ms, usage) {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const chunks = Math.max(1, Math.min(10, tokens))
  let sent = 0
  const next = () => {
    if (sent === chunks) {
      event(response, { ...head('chat.completion.chunk'), choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
      event(response, { ...head('chat.completion.chunk'), choices: [], usage })
      response.end('data: [DONE]\n\n')
      return
    }
    sent++
    const content = 'toll '.repeat(Math.ceil(tokens / chunks))
    event(response, { ...head('chat.completion.chunk'), choices: [{ index: 0, delta: { content }, finish_reason: null }] })
    setTimeout(next, ms / chunks)
  }
  next()
}

function head(object) {
  return { id: 'chatcmpl-limits', object, created: 1_750_000_000, model: 'gpt-4o-mini' }
}

function event(response, value) {
  response.write(`data: ${JSON.stringify(value)}\n\n`)
}

server.listen(0, '127.0.0.1', () => process.send?.({ port: server.address().port }))
process.on('disconnect', () => process.exit(0))
