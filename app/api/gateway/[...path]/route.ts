import { answerGatewayRequest } from '@/lib/boot/web-door'

/** The gateway as an API route: the same pipeline, the same counters and spool as the fast door. */
export const dynamic = 'force-dynamic'
export const runtime = 'nodejs'
export const GET = answerGatewayRequest
export const POST = answerGatewayRequest
export const PUT = answerGatewayRequest
export const PATCH = answerGatewayRequest
export const DELETE = answerGatewayRequest
/** What a page asks before it calls (CORS). */
export const OPTIONS = answerGatewayRequest
