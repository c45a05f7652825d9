// The yardstick: what an ordinary proxy in the same language costs. `undici.request`, JSON parsed both ways, streams piped, no
// features at all. With OWN_POOL its calls go to a pool it made for its one provider, where `undici.request` finds it by the address
// of each call.
import { createServer } from 'node:http'
import { pipeline } from 'node:stream'
import { request as ask, Pool } from 'undici'

const upstream = process.env.UPSTREAM ?? ''
const path = '/v1/chat/completions'
const pool = process.env.OWN_POOL ? new Pool(upstream, { connections: 2048, pipelining: 1 }) : null

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const pieces = []
  request.on('data', (piece) => pieces.push(piece))
  request.on('end', async () => {
    try {
      const call = JSON.parse(Buffer.concat(pieces).toString())
      const options = {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer upstream' },
        body: JSON.stringify(call),
      }
      const answer = await (pool ? pool.request({ path, ...options }) : ask(upstream + path, options))
      if (call.stream) {
        response.writeHead(answer.statusCode, { 'content-type': 'text/event-stream' })
        pipeline(answer.body, response, () => {})
        return
      }
      const text = JSON.stringify(await answer.body.json())
      response.writeHead(answer.statusCode, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
      response.end(text)
    } catch {
      response.writeHead(502).end()
    }
  })
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: server.address().port }))
process.on('disconnect', () => process.exit(0))
