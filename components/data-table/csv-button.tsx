'use client'

import { Download } from 'lucide-react'
import { useState } from 'react'
import type { ColumnSpec } from '@/components/data-table/columns'
import { downloadCsv, toCsv } from '@/components/data-table/csv'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'
import { describeFailure } from '@/lib/client/api-error'

type Props<Row> = { name: string; columns: ColumnSpec<Row>[]; read: () => Promise<Row[]> | Row[] }

/** Everything the table would show over all its pages, as a file. */
export function CsvButton<Row>({ name, columns, read }: Props<Row>) {
  const [isBusy, setIsBusy] = useState(false)
  const save = async () => {
    setIsBusy(true)
    try {
      downloadCsv(`${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.csv`, toCsv(columns, await read()))
    } catch (error) {
      toast.failed(describeFailure(error).title)
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <Button isBusy={isBusy} onClick={save}>
      <Download aria-hidden className="size-4" /> CSV
    </Button>
  )
}
