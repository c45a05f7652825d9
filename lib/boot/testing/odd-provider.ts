/**
 * A provider on raw sockets: it can say what no HTTP library would write, fall silent, or die in the middle of a word. What it
 * does with a call is told by the name its URL begins with.
 */

import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'

export type OddProvider = {
  /** Base URL under which every call is answered in this way. */
  urlOf(way: OddWay): string
  /** Calls that have come in, by way. */
  countOf(way: OddWay): number
  close(): Promise<void>
}

/** A status with the body of a good answer, or one of the named oddities. */
export type OddWay =
  | number
  | 'answers'
  | 'never answers'
  | 'half an answer'
  | 'a page'
  | 'an error that says 200'
  | 'drips'
  | 'silent stream'
  | 'endless stream'
  | 'flooding stream'

const message = { role: 'assistant', content: 'well' }
const good = JSON.stringify({
  object: 'chat.completion',
  choices: [{ index: 0, message, finish_reason: 'stop' }],
  usage: { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 },
})
const failure = JSON.stringify({ error: { message: 'internal', type: 'server_error', code: null } })

export async function startOddProvider(): Promise<OddProvider> {
  const counts = new Map<string, number>()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      const head = text.indexOf('\r\n\r\n')
      if (head === -1) return
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
      if (text.length < head + 4 + length) return
      const way = decodeURIComponent(/^[A-Z]+ \/([^/]+)\//.exec(text)?.[1] ?? '')
      const isStream = text.includes('"stream":true')
      text = ''
      counts.set(way, (counts.get(way) ?? 0) + 1)
      answer(socket, way, isStream)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    urlOf: (way) => `http://127.0.0.1:${port}/${encodeURIComponent(way)}/v1`,
    countOf: (way) => counts.get(String(way)) ?? 0,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answer(socket: Socket, way: string, isStream: boolean): void {
  const status = Number(way)
  if (status > 0) whole(socket, way, status >= 400 ? failure : good)
  else if (way === 'answers') {
    if (isStream) stream(socket, 3, '[DONE]')
    else whole(socket, '200', good)
  } else if (way === 'half an answer') {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${good.length}\r\n\r\n`)
    socket.write(good.slice(0, good.length >> 1), () => socket.destroy())
  } else if (way === 'drips') drip(socket, isStream)
  else if (way === 'a page') whole(socket, '200', '<html>upstream connect error</html>', 'text/html')
  else if (way === 'an error that says 200') whole(socket, '200', failure)
  else if (way === 'silent stream') stream(socket, 3, null)
  else if (way === 'endless stream') {
    streamHead(socket)
    const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write(chunk('on '))), 20)
  }
  if (way === 'flooding stream') flood(socket)
  // 'never answers' has been heard, and that is all.
}

function whole(socket: Socket, status: string, body: string, type = 'application/json'): void {
  const location = status.startsWith('3') ? 'location: http://127.0.0.1:1/elsewhere\r\n' : ''
  socket.write(
    `HTTP/1.1 ${status.padStart(3, '0')} Odd\r\n${location}content-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
}

function streamHead(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n')
}

/** As much as the line takes. */
function flood(socket: Socket): void {
  streamHead(socket)
  const much = chunk('much '.repeat(12_000))
  const more = () => {
    while (!socket.destroyed && socket.write(much));
    if (!socket.destroyed) socket.once('drain', more)
  }
  more()
}

/** Never silent for long, and never to the point: white space, or chunks without a word. */
function drip(socket: Socket, isStream: boolean): void {
  if (isStream) streamHead(socket)
  else socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n')
  const nothing = isStream ? frame(`data: ${JSON.stringify({ choices: [] })}\n\n`) : frame(' ')
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write(nothing)), 50)
}

/** So many words; then the end mark, or silence. */
function stream(socket: Socket, words: number, end: string | null): void {
  streamHead(socket)
  for (let i = 0; i < words; i++) socket.write(chunk('word '))
  if (end === null) return
  const usage = { choices: [], usage: { prompt_tokens: 5, completion_tokens: words, total_tokens: 5 + words } }
  socket.write(`${frame(`data: ${JSON.stringify(usage)}\n\n`)}${frame(`data: ${end}\n\n`)}0\r\n\r\n`)
}

function chunk(content: string): string {
  return frame(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`)
}

function frame(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`
}
