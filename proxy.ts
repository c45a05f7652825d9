/**
 * A fresh nonce and a strict Content-Security-Policy for every page. Next reads the nonce from the request's own policy and puts it
 * on each script it writes. Inline style attributes stay allowed: charts and popovers are placed with them.
 */
import { type NextRequest, NextResponse } from 'next/server'
import { parseEnv } from '@/lib/base/env'

const isDev = parseEnv().NODE_ENV === 'development'

export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID())
  const policy = contentSecurityPolicy(nonce)
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  // For the way back after a sign-in; set here, so that nobody else can.
  headers.set('x-page-path', pagePath(request.nextUrl))
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}

/** Path and query, without what Next adds when it fetches a page's data. */
function pagePath({ pathname, searchParams }: NextRequest['nextUrl']): string {
  const own = new URLSearchParams(searchParams)
  own.delete('_rsc')
  return own.size > 0 ? `${pathname}?${own}` : pathname
}

function contentSecurityPolicy(nonce: string): string {
  // React's development build evaluates strings to rebuild stacks, and its hot reload injects styles.
  const devScript = isDev ? " 'unsafe-eval'" : ''
  const style = isDev ? "'unsafe-inline'" : `'nonce-${nonce}'`
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${devScript}`,
    `style-src 'self' ${style}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

export const config = {
  matcher: ['/((?!api/|v1/|openai/|anthropic/|gemini/|_next/static|_next/image|favicon.ico|icon.svg|healthz|readyz|metrics).*)'],
}
