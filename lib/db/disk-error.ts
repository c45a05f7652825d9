/** Turns what a full or forbidden disk says into one sentence; every other error passes as it is. */
import { StartError } from '@/lib/base/start-error'

export function explainDiskError(error: unknown, folder: string): unknown {
  if (error instanceof StartError) return error
  const text = error instanceof Error ? `${(error as NodeJS.ErrnoException).code ?? ''} ${error.message}` : String(error)
  if (/ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/.test(text)) {
    return new StartError(
      `The disk that holds ${folder} is full: free at least 200 MB there, or set DATA_DIR to a folder with room.`,
    )
  }
  if (/\bEROFS\b/.test(text))
    return new StartError(`${folder} is on a read-only disk: set DATA_DIR to a folder that can be written.`)
  if (/\bEACCES\b/.test(text))
    return new StartError(`${folder} cannot be written by this user: set DATA_DIR to a folder that can.`)
  return error
}
