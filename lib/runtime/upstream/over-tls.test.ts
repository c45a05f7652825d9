import { once } from 'node:events'
import { createServer as createTlsServer } from 'node:https'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { authority, serverCertificate, serverKey } from '@/lib/boot/testing/certificates'
import { createHttpUpstream } from '@/lib/runtime/upstream/http-upstream'
import { ask, failureOf, listen } from '@/lib/runtime/upstream/testing/asking'

describe('over TLS', () => {
  it('reaches who is vouched for, again and again on one connection, and nobody else', async () => {
    const server = createTlsServer({ cert: serverCertificate, key: serverKey }, (request, response) => {
      request.pipe(response)
    })
    let connections = 0
    server.on('secureConnection', () => connections++)
    const port = await listen(server)
    const trusting = createHttpUpstream(['127.0.0.0/8'], authority)
    const from = { from: trusting } as object
    const body = 'ü'.repeat(500_000)
    for (const host of ['localhost', 'localhost', 'localhost'])
      expect((await ask(`https://${host}:${port}`, { body, ...from })).body.toString()).toBe(body)
    expect(connections).toBe(1)
    expect(await failureOf(ask(`https://localhost:${port}`))).toBe('connect')
    await trusting.close()
  })
})

/** A server with a thread, and so a pace, of its own. */
const ownThread = `
  const { createServer } = require('node:https')
  const { parentPort, workerData } = require('node:worker_threads')
  let connections = 0
  const server = createServer(workerData, (request, response) => {
    request.resume().on('end', () => response.end(String(connections)))
  })
  server.on('secureConnection', () => connections++)
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))`

describe('a connection over TLS', () => {
  it('is used again, though it is told a turn of the loop late that its request has gone', async () => {
    const worker = new Worker(ownThread, { eval: true, workerData: { cert: serverCertificate, key: serverKey } })
    const [port] = (await once(worker, 'message')) as [number]
    const trusting = createHttpUpstream(['127.0.0.0/8'], authority)
    const from = { from: trusting } as object
    const askMany = async () => {
      let connections = 0
      for (let i = 0; i < 100; i++) {
        await new Promise(setImmediate)
        connections = Number((await ask(`https://localhost:${port}`, from)).body.toString())
      }
      return connections
    }
    const counts = await Promise.all(Array.from({ length: 8 }, askMany))
    expect(Math.max(...counts)).toBe(8)
    await trusting.close()
    await worker.terminate()
  })
})
