'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { AlertRule } from '@/lib/contracts/alert'

const SilenceForm = lazyForm(() => import('@/components/alerts/silence-rule-form').then(({ SilenceForm }) => SilenceForm))

/** Sends nothing of a rule until a time; afterwards, what is still so is told. */
export function SilenceRule({ rule }: { rule: AlertRule }) {
  const command = useCommand((input: unknown) => sendJson('POST', `alert-rules/${rule.id}/silence`, input))
  const isSilenced = rule.silencedUntil !== null && new Date(rule.silencedUntil) > new Date()
  if (isSilenced) {
    const end = async () => {
      await command.mutateAsync({ until: null })
      toast.done(`${rule.name} is told again.`)
    }
    return (
      <Button size="small" look="quiet" aria-label={`End the silence of ${rule.name}`} isBusy={command.isPending} onClick={end}>
        End silence
      </Button>
    )
  }
  return (
    <FormDialog
      size="small"
      look="quiet"
      trigger="Silence"
      triggerLabel={`Silence ${rule.name}`}
      prefetch={SilenceForm.prefetch}
      title={`Silence ${rule.name}`}
      sentence="Until then nobody is told. Alerts are kept all the same, and what is still wrong afterwards is told."
    >
      {(close) => <SilenceForm rule={rule} onDone={close} send={(input) => command.mutateAsync(input)} />}
    </FormDialog>
  )
}
