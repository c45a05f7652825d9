// What is left when nothing is done: node:http in, undici's dispatcher out, bytes passed on unread. A floor, not a bar.
import { createServer } from 'node:http'
import { Pool } from 'undici'

const pool = new Pool(process.env.UPSTREAM ?? '', { connections: 512, pipelining: 1 })

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const pieces = []
  request.on('data', (piece) => pieces.push(piece))
  request.on('end', () => {
    const body = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces)
    const options = {
      path: '/v1/chat/completions',
      method: 'POST',
      headers: ['content-type', 'application/json', 'authorization', 'Bearer upstream'],
      body,
    }
    const answer = []
    let status = 502
    pool.dispatch(options, {
      onRequestStart() {},
      onResponseStart(_controller, statusCode) {
        status = statusCode
      },
      onResponseData(_controller, piece) {
        answer.push(piece)
      },
      onResponseEnd() {
        const bytes = answer.length === 1 ? answer[0] : Buffer.concat(answer)
        response.writeHead(status, ['content-type', 'application/json', 'content-length', String(bytes.length)])
        response.end(bytes)
      },
      onResponseError() {
        response.writeHead(502).end()
      },
    })
  })
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: server.address().port }))
process.on('disconnect', () => process.exit(0))
