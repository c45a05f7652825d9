/** A mail server on loopback that takes everything and keeps it: enough of SMTP (RFC 5321) for a real client. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

export type MailSink = {
  port: number
  messages: { to: string[]; data: string }[]
  /** Drips: says again and again that more is to come, and never what. */
  state: { refuses: boolean; drips: boolean }
  close(): Promise<void>
}

export async function startMailSink(): Promise<MailSink> {
  const messages: MailSink['messages'] = []
  const state = { refuses: false, drips: false }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    let to: string[] = []
    let data: string | null = null
    let pending = ''
    const say = (line: string) => socket.write(`${line}\r\n`)
    const hear = (line: string) => {
      if (data !== null) {
        if (line !== '.') {
          data += `${line}\n`
          return
        }
        messages.push({ to, data })
        data = null
        to = []
        say('250 kept')
      } else if (state.drips) {
        const drip = setInterval(() => say('250-and'), 20)
        socket.on('close', () => clearInterval(drip))
      } else if (/^DATA/i.test(line)) {
        data = ''
        say('354 go on')
      } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n')
      else if (/^RCPT TO:/i.test(line)) {
        const address = /<([^>]*)>/.exec(line)?.[1]
        if (state.refuses) return say('450 not now')
        if (address) to.push(address)
        say('250 ok')
      } else say('250 ok')
    }
    say('220 sink')
    socket.on('data', (chunk) => {
      const lines = (pending + chunk).split('\r\n')
      pending = lines.pop() ?? ''
      for (const line of lines) hear(line)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    messages,
    state,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
