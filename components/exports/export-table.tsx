'use client'

import type { LocalColumn } from '@/components/data-table/local-table'
import { LocalTable } from '@/components/data-table/local-table'
import { FileDownload } from '@/components/exports/file-download'
import { EmptyState } from '@/components/ui/empty-state'
import { describeCount } from '@/components/ui/number-text'

/** A file that leaves the house. */
export type ExportFile = {
  id: string
  title: string
  what: string
  href: string
  filename: string
  /** Null where nobody has counted them. */
  rows: number | null
}

/** The files of a month, each with what is in it; a large one says how far it is while it comes. */
export function ExportTable({ files }: { files: ExportFile[] }) {
  return (
    <LocalTable
      label="Files"
      searchLabel="files"
      columns={columns}
      rows={files}
      rowId={(file) => file.id}
      empty={<EmptyState title="No file" advice="Choose a month in which something was used." />}
    />
  )
}

const columns: LocalColumn<ExportFile>[] = [
  { id: 'title', title: 'File', text: (file) => file.title },
  { id: 'what', title: 'What is in it', text: (file) => file.what },
  {
    id: 'rows',
    title: 'Rows',
    text: (file) => (file.rows === null ? '–' : describeCount(file.rows)),
    value: (file) => file.rows ?? 0,
    isNumeric: true,
  },
  {
    id: 'download',
    title: 'Download',
    text: (file) => file.filename,
    cell: (file) => <FileDownload href={file.href} filename={file.filename} rows={file.rows} label={`Download ${file.title}`} />,
  },
]
