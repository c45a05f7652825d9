// The yardstick: what an ordinary proxy in the same language costs. JSON parsed both ways, streams piped, no features at all.
import { createServer } from 'node:http'
import { pipeline } from 'node:stream'
import { Pool } from 'undici'

const pool = new Pool(process.env.UPSTREAM ?? '', { connections: 2048, pipelining: 1 })

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const pieces = []
  request.on('data', (piece) => pieces.push(piece))
  request.on('end', async () => {
    try {
      const call = JSON.parse(Buffer.concat(pieces).toString())
      const answer = await pool.request({
        path: '/v1/chat/completions',
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer upstream' },
        body: JSON.stringify(call),
      })
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
