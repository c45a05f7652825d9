/** Failures as problem+json: a stable code, a sentence, the id to quote; never what only our log may know. */
import type { Fault } from '@/lib/base/faults'
import type { Problem } from '@/lib/contracts/problem'
import { controlPorts } from '@/lib/control/control-ports'

export function problemResponse(fault: Fault, requestId: string): Response {
  const body: Problem = {
    type: `${origin()}/errors/${fault.code}`,
    title: titleOf(fault.code),
    status: fault.status,
    code: fault.code,
    detail: fault.public,
    requestId,
    ...(fault.fields ? { fields: fault.fields } : {}),
    ...(fault.current === undefined ? {} : { current: fault.current }),
  }
  const headers = new Headers({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-request-id': requestId,
  })
  if (fault.status === 401) headers.set('www-authenticate', 'Bearer')
  return new Response(JSON.stringify(body), { status: fault.status, headers })
}

/** Without ports, while the process starts, the page's address is told from where the request went. */
function origin(): string {
  try {
    return controlPorts().publicUrl
  } catch {
    return ''
  }
}

/** `resource.not_found` → "Resource not found". */
function titleOf(code: string): string {
  const words = code.replaceAll(/[._]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
