import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { writeAtOnce } from './single-write'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** Both ends of a connection; what arrives at the far one. */
async function pair(): Promise<{ near: Socket; received: Promise<Buffer>; writes: unknown[] }> {
  const server = createServer()
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const near = connect(port, '127.0.0.1')
  const [far] = (await once(server, 'connection')) as [Socket]
  await once(near, 'connect')
  const pieces: Buffer[] = []
  far.on('data', (piece) => pieces.push(piece))
  const received = once(far, 'end').then(() => Buffer.concat(pieces))
  writeAtOnce(near)
  const writes: unknown[] = []
  const write = near._write.bind(near)
  near._write = (chunk, encoding, done) => {
    writes.push(chunk)
    write(chunk, encoding, done)
  }
  return { near, received, writes }
}

it('sends a head, a body and the empty end of an answer as one write, byte for byte', async () => {
  const { near, received, writes } = await pair()
  const body = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  near.cork()
  near.write('HTTP/1.1 200 OK\r\n\r\n', 'latin1')
  near.write(body)
  near.write('', 'utf8')
  near.uncork()
  near.end()
  expect(await received).toEqual(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), body]))
  expect(writes).toHaveLength(1)
})

it('leaves what is large, and text of more than one byte a character, to be written as it was', async () => {
  const { near, received, writes } = await pair()
  const large = Buffer.alloc(200_000, 7)
  near.cork()
  near.write('head', 'latin1')
  near.write(large)
  near.write('größer €', 'utf8')
  near.uncork()
  near.end()
  expect(await received).toEqual(Buffer.concat([Buffer.from('head'), large, Buffer.from('größer €')]))
  expect(writes).toEqual([])
})

it('tells each writer that its own piece has left', async () => {
  const { near, received } = await pair()
  const left: number[] = []
  near.cork()
  for (const piece of [1, 2, 3]) near.write(Buffer.from([piece]), () => left.push(piece))
  near.uncork()
  near.end()
  await received
  expect(left).toEqual([1, 2, 3])
})
