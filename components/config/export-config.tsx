'use client'

import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'
import { getJson } from '@/lib/client/api-client'
import { describeFailure } from '@/lib/client/api-error'

/** Hands the browser the whole configuration as a file. */
export function ExportConfig() {
  const save = async () => {
    try {
      const { yaml } = await getJson<{ yaml: string }>('config/export')
      const url = URL.createObjectURL(new Blob([yaml], { type: 'application/yaml;charset=utf-8' }))
      const link = document.createElement('a')
      link.href = url
      link.download = 'tollgate.yaml'
      link.click()
      setTimeout(() => URL.revokeObjectURL(url), 1000)
    } catch (error) {
      toast.failed(describeFailure(error).title)
    }
  }
  return <Button onClick={save}>Export YAML</Button>
}
