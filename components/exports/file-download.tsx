'use client'

import { useEffect, useRef, useState } from 'react'
import { downloadRows, type Progress } from '@/components/exports/download-rows'
import { Button } from '@/components/ui/button'
import { FailureNote } from '@/components/ui/failure-note'
import { Meter } from '@/components/ui/meter'
import { describeCount } from '@/components/ui/number-text'

type Props = {
  href: string
  filename: string
  /** Null where they were not counted before. */
  rows: number | null
  label: string
}

const MIB = 1024 * 1024

/** A large file with how far it is; one that breaks off says so instead of being saved short. */
export function FileDownload({ href, filename, rows, label }: Props) {
  const [progress, setProgress] = useState<Progress | null>(null)
  const [error, setError] = useState<unknown>(null)
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])
  const start = async () => {
    setError(null)
    setProgress({ rows: 0, bytes: 0 })
    const abort = new AbortController()
    stop.current = abort
    try {
      save(await downloadRows(href, rows ?? 0, setProgress, abort.signal), filename)
    } catch (failure) {
      if (!abort.signal.aborted) setError(failure)
    } finally {
      setProgress(null)
    }
  }
  return (
    <div>
      {progress ? (
        <div className="max-w-sm">
          <p className="mb-1 text-sm" role="status">
            {describeCount(progress.rows)} {rows === null ? '' : `of ${describeCount(rows)} `}rows,{' '}
            {(progress.bytes / MIB).toFixed(1)} MiB
          </p>
          {rows === null ? null : <Meter label={`${filename}: rows that have come`} used={progress.rows} all={rows} />}
          <Button size="small" className="mt-2" onClick={() => stop.current?.abort()}>
            Cancel
          </Button>
        </div>
      ) : (
        <Button size="small" disabled={rows === 0} aria-label={label} onClick={() => start()}>
          Download
        </Button>
      )}
      {error ? <FailureNote error={error} className="mt-3" /> : null}
    </div>
  )
}

function save(file: Blob, filename: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = filename
  link.click()
  // The browser has the file once it has begun to save it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
