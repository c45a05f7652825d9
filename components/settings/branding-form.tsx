'use client'

import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { FormDialog } from '@/components/form/form-dialog'
import { MomentField, TextAreaField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { BrandingSettings, BrandingUpdate } from '@/lib/contracts/settings'

/** What developers see of whose portal it is. */
export function EditBranding({ branding }: { branding: BrandingSettings }) {
  return (
    <FormDialog trigger="Edit" triggerLabel="Edit portal" title="The portal">
      {(close) => <BrandingForm branding={branding} onDone={close} />}
    </FormDialog>
  )
}

function BrandingForm({ branding, onDone }: { branding: BrandingSettings; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: BrandingUpdate; version?: number }) =>
    sendJson('PATCH', 'settings/branding', input, { version }),
  )
  const { name, welcome, supportUrl, announcement, announcementKind, announcementUntil } = branding
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/settings').then(({ brandingUpdate }) => brandingUpdate),
    defaults: {
      name,
      welcome,
      supportUrl,
      announcement,
      announcementKind,
      announcementUntil: announcementUntil ?? undefined,
    },
    isEdit: true,
    version: branding.version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done('Saved; the portal shows it from the next page on.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <TextField name="name" label="Name" autoComplete="off" hint="At the sign-in and in the portal." />
      <TextAreaField name="welcome" label="Welcome" rows={4} hint="The first thing developers read in the portal." />
      <TextField name="supportUrl" label="Help" isOptional placeholder="mailto:ai-platform@example.com" />
      <TextAreaField name="announcement" label="Announcement" hint="On top of the portal’s first page and of its status." />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField name="announcementKind" label="Kind" options={kinds} />
        <MomentField name="announcementUntil" label="Shown until" isOptional hint="Empty: until it is taken away." />
      </div>
    </Form>
  )
}

const kinds = ['news', 'maintenance', 'incident'].map((kind) => ({ value: kind, label: kind }))
