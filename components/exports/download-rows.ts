/** Reads a large file row by row as it comes, so that people see how far it is, and knows whether all of it has come. */
import { ApiError } from '@/lib/client/api-error'

export type Progress = { rows: number; bytes: number }

/** What a part of a file is, before the browser may move it out of memory. */
const PART_BYTES = 8 * 1024 * 1024
const LINE_END = 10

/** The file as a blob; rejects where the answer is a failure, or breaks off before `rows` rows have come. */
export async function downloadRows(
  url: string,
  rows: number,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Blob> {
  const response = await fetch(url, { signal, cache: 'no-store' })
  if (!response.ok || !response.body) {
    const problem = await response.json().catch(() => ({}))
    throw new ApiError(response.status, problem, response.headers.get('x-request-id'))
  }
  const parts: Blob[] = []
  let waiting: BlobPart[] = []
  let held = 0
  const progress: Progress = { rows: -1, bytes: 0 }
  const reader = response.body.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const chunk = next.value
    for (let at = chunk.indexOf(LINE_END); at !== -1; at = chunk.indexOf(LINE_END, at + 1)) progress.rows++
    progress.bytes += chunk.byteLength
    waiting.push(chunk as BlobPart)
    held += chunk.byteLength
    if (held >= PART_BYTES) {
      parts.push(new Blob(waiting))
      waiting = []
      held = 0
    }
    onProgress({ ...progress, rows: Math.max(0, progress.rows) })
  }
  if (progress.rows < rows)
    throw new ApiError(
      0,
      { detail: `Only ${progress.rows} of ${rows} rows have come: the connection broke off. Try again.` },
      null,
    )
  return new Blob([...parts, ...waiting], { type: 'text/csv' })
}
