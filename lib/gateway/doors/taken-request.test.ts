import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { TakenRequest } from '@/lib/gateway/doors/taken-request'

const ends: (() => void)[] = []

afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** A server that takes each body, and a connection to it. */
async function serve(onRequest: (request: TakenRequest, response: ServerResponse) => void): Promise<Socket> {
  const server = createServer({ IncomingMessage: TakenRequest }, (request: IncomingMessage, response) =>
    onRequest(request as TakenRequest, response),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  await once(socket, 'connect')
  ends.push(() => {
    socket.destroy()
    server.closeAllConnections()
    server.close()
  })
  return socket
}

function echo(request: TakenRequest, response: ServerResponse): void {
  const pieces: Buffer[] = []
  const isTaken = request.takeBody((piece) => {
    if (piece) pieces.push(piece)
    else response.end(`${isTaken} ${pieces.length > 0} ${Buffer.concat(pieces)}`)
  })
}

/** What came so far, once it holds `text`. */
async function until(socket: Socket, text: string): Promise<string> {
  let all = ''
  socket.setEncoding('latin1')
  for await (const piece of socket.iterator({ destroyOnReturn: false })) {
    all += piece
    if (all.includes(text)) return all
  }
  return all
}

const post = (body: string, head = `content-length: ${body.length}`) => `POST / HTTP/1.1\r\nhost: x\r\n${head}\r\n\r\n${body}`

it('takes bodies one after the other on a connection, in one piece, in many, and none', async () => {
  const socket = await serve(echo)
  socket.write(post('first'))
  expect(await until(socket, 'first')).toContain('true true first')
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\nsec\r\n')
  await new Promise((resolve) => setTimeout(resolve, 20))
  socket.write('3\r\nond\r\n0\r\n\r\n')
  expect(await until(socket, 'second')).toContain('true true second')
  socket.write(post(''))
  expect(await until(socket, 'true false')).toContain('200 OK')
  const large = 'x'.repeat(1_000_000)
  socket.write(post(large))
  expect(await until(socket, large)).toContain(`true true ${large}`)
})

it('takes what is sent ahead of the answers, in order', async () => {
  const socket = await serve((request, response) => setTimeout(() => echoLate(request, response), 5))
  socket.write(post('one') + post('two') + post('three'))
  const all = await until(socket, 'three')
  expect(all.match(/one|two|three/g)).toEqual(['one', 'two', 'three'])
})

/** Its body has come before anybody asked for it. */
function echoLate(request: TakenRequest, response: ServerResponse): void {
  if (request.takeBody(() => {})) throw new Error('there is nothing left to take')
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => response.end(Buffer.concat(pieces)))
}

it('gives back what is still to come', async () => {
  const socket = await serve((request, response) => {
    request.takeBody((piece) => {
      request.giveBack()
      let rest = 0
      request.on('data', (more: Buffer) => {
        rest += more.length
      })
      request.on('end', () => response.end(`taken ${piece?.length}, then ${rest}`))
    })
  })
  socket.write(post('', 'content-length: 10').trimEnd())
  socket.write('\r\n\r\nfour')
  await new Promise((resolve) => setTimeout(resolve, 20))
  socket.write('sixsix')
  expect(await until(socket, 'then')).toContain('taken 4, then 6')
})

it('says that a request broke off', async () => {
  let tell = (_what: string) => {}
  const told = new Promise<string>((resolve) => {
    tell = resolve
  })
  const socket = await serve((request) => {
    request.takeBody(() => {})
    request.on('error', () => tell('error')).on('aborted', () => tell('aborted'))
  })
  socket.write(post('', 'content-length: 10').trimEnd())
  socket.write('\r\n\r\nfour')
  setTimeout(() => socket.destroy(), 20)
  expect(await told).toBe('aborted')
})

it('lets a connection go on whose request was answered without its body', async () => {
  const socket = await serve((request, response) => {
    if (request.url === '/no') response.end('refused')
    else echo(request, response)
  })
  socket.write(post('ignored').replace('POST /', 'POST /no'))
  expect(await until(socket, 'refused')).toContain('200 OK')
  socket.write(post('heard'))
  expect(await until(socket, 'heard')).toContain('true true heard')
})
