import { type ReferenceName, referenceDocuments } from '@/lib/http/reference'

/** The documents as files, for generators and tools. They say what can be asked, never what anybody has: no sign-in. */
export async function GET(_request: Request, { params }: { params: Promise<{ document: string }> }): Promise<Response> {
  const name = (await params).document.replace(/\.json$/, '')
  if (!Object.hasOwn(referenceDocuments, name)) return new Response('There is no such document.', { status: 404 })
  const { file, read } = referenceDocuments[name as ReferenceName]
  return Response.json(read(), {
    headers: { 'content-disposition': `attachment; filename="${file}"`, 'cache-control': 'no-cache' },
  })
}
