/** Mail by SMTP. The server's address is checked when the connection is made, like every other address somebody typed in. */
import { connect, type Socket } from 'node:net'
import { createTransport } from 'nodemailer'
import type { MailServer } from '@/lib/control/settings/mail-settings'
import { isHostAllowed } from '@/lib/runtime/upstream/allowed-address'
import { checkedLookup } from '@/lib/runtime/upstream/checked-lookup'

export type Mail = { to: readonly string[]; subject: string; text: string; html: string; messageId: string }

const CONNECT_TIMEOUT_MS = 10_000
const SOCKET_TIMEOUT_MS = 20_000
/** For all of it, well below an outbox lease: a server that drips a byte now and then is never inactive. */
const DEADLINE_MS = 60_000

export async function sendMail(
  server: MailServer,
  mail: Mail,
  allowedNetworks: readonly string[],
  deadlineMs = DEADLINE_MS,
): Promise<void> {
  const { host, port, security, user, password, from } = server
  const socket = await openSocket(host, port, allowedNetworks)
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    // TLS is put over the socket that was opened to a checked address.
    connection: socket,
    ...(user ? { auth: { user, pass: password ?? '' } } : {}),
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${host}:${port} did not take the mail in ${deadlineMs / 1000} s`)), deadlineMs)
  })
  try {
    await Promise.race([transport.sendMail({ from, ...mail, to: [...mail.to] }), deadline])
  } finally {
    clearTimeout(timer)
    transport.close()
    socket.destroy()
  }
}

function openSocket(host: string, port: number, allowedNetworks: readonly string[]): Promise<Socket> {
  if (!isHostAllowed(host, allowedNetworks)) return Promise.reject(new Error(`the address ${host} is not allowed`))
  return new Promise((resolve, reject) => {
    const socket = connect({ host: host.replace(/^\[|\]$/g, ''), port, lookup: checkedLookup(allowedNetworks) })
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy(new Error(`no connection to ${host}:${port} in time`)))
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.off('error', reject)
      resolve(socket)
    })
  })
}
