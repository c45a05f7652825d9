/** Hands a request to an HTTP server at the other end of a connection, and its answer back. */
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Duplex, pipeline } from 'node:stream'

/** Of a connection, not of a message: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const ofConnection = new Set(['connection', 'keep-alive', 'proxy-connection', 'upgrade', 'te', 'trailer', 'expect'])
const MOST_HEADER_BYTES = 64 * 1024

/** The connection serves this one exchange, and ends with it, or when whoever asked goes away. `onFailure` hears of no answer at all. */
export function passOn(
  connection: Duplex,
  request: IncomingMessage,
  response: ServerResponse,
  onFailure: (error: Error) => void,
): void {
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !ofConnection.has(name)))
  if ('encrypted' in request.socket) headers['x-forwarded-proto'] ??= 'https'
  const { method, url, socket } = request
  const createConnection = () => connection
  const settings = { createConnection, method, path: url, headers, setHost: false, maxHeaderSize: MOST_HEADER_BYTES }
  const passed = httpRequest(settings)
  passed.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headersOf(answer))
    response.flushHeaders()
    pipeline(answer, response, () => {})
  })
  passed.on('error', (error) => {
    // Gone is who asked, not who answers.
    if (socket.destroyed || response.destroyed) return
    onFailure(error)
    if (response.headersSent) response.destroy()
    else unavailable(response)
  })
  // One that waits behind another on its connection is not told itself that the connection is gone.
  const onGone = () => passed.destroy()
  socket.once('close', onGone)
  response.once('close', onGone)
  passed.once('close', () => {
    socket.off('close', onGone)
    // What was not read of a body is let pass: the next request stands behind it.
    request.unpipe(passed)
    request.resume()
  })
  request.pipe(passed)
}

/** As they came, each cookie a line of its own. */
function headersOf({ rawHeaders }: IncomingMessage): string[] {
  const kept: string[] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = [rawHeaders[i], rawHeaders[i + 1]]
    const isOfConnection = ofConnection.has(name.toLowerCase()) || name.toLowerCase() === 'transfer-encoding'
    if (!isOfConnection) kept.push(name, value)
  }
  return kept
}

export function unavailable(response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '5' })
  response.end('The console does not answer at the moment, calls do. Try this page again in a few seconds.\n')
}
