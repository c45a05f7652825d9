import { openApiDocument } from '@/lib/http/openapi'

/** The reference is public: it says what can be asked, never what anybody has. */
export function serveOpenApi(): Response {
  return Response.json(openApiDocument(), { headers: { 'cache-control': 'no-cache' } })
}
