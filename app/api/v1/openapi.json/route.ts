import { serveOpenApi } from '@/lib/http/serve-openapi'

export { serveOpenApi as GET }
