// A provider that costs as little as can be: one canned chat completion of about 600 bytes, whatever it is asked, after
// THINK_MS; with STREAM_CHUNKS, that many chunks, one each STREAM_EVERY_MS, and each says when it was sent. With TLS_DIR, by the
// certificate that lies there.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'

const thinkMs = Number(process.env.THINK_MS ?? 0)
const chunks = Number(process.env.STREAM_CHUNKS ?? 0)
const everyMs = Number(process.env.STREAM_EVERY_MS ?? 50)

const head = { id: 'chatcmpl-bench', created: 1_750_000_000, model: 'gpt-4o-mini-2024-07-18', system_fingerprint: 'fp_bench' }
const details = {
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
}
const content =
  'A tollgate is a barrier across a road at which travellers paid before they went on; trusts built them to pay for the upkeep of the turnpikes they had been given.'
const answer = Buffer.from(
  JSON.stringify({
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' }],
    usage: { prompt_tokens: 33, completion_tokens: 34, total_tokens: 67, ...details },
  }),
)
/** The same on Anthropic's wire. */
const foreign = Buffer.from(
  JSON.stringify({
    id: 'msg_bench',
    type: 'message',
    role: 'assistant',
    model: 'claude',
    content: [{ type: 'text', text: content }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 33, output_tokens: 34, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 },
  }),
)

const tlsDir = process.env.TLS_DIR
const options = { keepAliveTimeout: 60_000 }
const read = (file) => readFileSync(`${tlsDir}/${file}`)
const server = tlsDir ? createTlsServer({ ...options, key: read('key.pem'), cert: read('cert.pem') }) : createServer(options)
server.on('request', (request, response) => {
  request.resume()
  request.on('end', () => {
    if (chunks > 0) stream(response)
    else if (thinkMs > 0) setTimeout(() => reply(request, response), thinkMs)
    else reply(request, response)
  })
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: server.address().port }))
process.on('disconnect', () => process.exit(0))

function reply(request, response) {
  const body = request.url === '/v1/messages' ? foreign : answer
  response.writeHead(200, ['content-type', 'application/json', 'content-length', String(body.length)])
  response.end(body)
}

/**
 * All streams are driven by one timer: a thousand timers would measure themselves. Each stream has its own moment within
 * STREAM_EVERY_MS, as streams begun by different people have; with STREAM_IN_STEP all share one, and a thousand chunks come at once.
 */
const moments = Array.from({ length: process.env.STREAM_IN_STEP ? 1 : everyMs }, () => new Set())
let opened = 0
let turn = 0
if (chunks > 0) {
  const startMs = performance.now()
  const stepMs = everyMs / moments.length
  setInterval(() => {
    // By the clock: a timer of a millisecond is late as often as not.
    for (const due = Math.floor((performance.now() - startMs) / stepMs); turn < due; turn++) tick(moments[turn % moments.length])
  }, stepMs)
}

function stream(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const one = { response, sent: 0 }
  const streams = moments[opened++ % moments.length]
  streams.add(one)
  response.on('close', () => streams.delete(one))
}

function tick(streams) {
  const at = (performance.timeOrigin + performance.now()).toFixed(2)
  const piece = event([{ index: 0, delta: { content: `${at} ` }, logprobs: null, finish_reason: null }])
  for (const one of streams) {
    one.sent++
    if (one.sent < chunks) {
      one.response.write(piece)
      continue
    }
    streams.delete(one)
    const usage = { prompt_tokens: 33, completion_tokens: chunks, total_tokens: 33 + chunks, ...details }
    one.response.end(
      `${event([{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }])}${event([], usage)}data: [DONE]\n\n`,
    )
  }
}

function event(choices, usage) {
  return `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices, usage })}\n\n`
}
