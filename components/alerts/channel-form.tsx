'use client'

import { useWatch } from 'react-hook-form'
import { kindWords, topicWords } from '@/components/alerts/words'
import { CheckField, ChecksField, SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { LookupField } from '@/components/form/lookup-field'
import { tenantLookup } from '@/components/form/lookups'
import { ListField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Channel, ChannelCreate, ChannelCreated, ChannelKind, ChannelUpdate } from '@/lib/contracts/channel'
import { channelKinds, noticeTopics } from '@/lib/contracts/enumerations'

export function CreateForm({ onDone }: { onDone: (channel?: ChannelCreated) => void }) {
  const command = useCommand((input: ChannelCreate) => sendJson<ChannelCreated>('POST', 'channels', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/channel').then(({ channelCreate }) => channelCreate),
    defaults: {
      name: '',
      kind: 'webhook' as ChannelKind,
      recipients: [],
      url: null,
      topics: [],
      minSeverity: 'info',
      tenantId: null,
      enabled: true,
    },
    submit: async (input) => onDone(await command.mutateAsync(input)),
  })
  return (
    <Form contractForm={contractForm} verb="Create channel" onCancel={onDone}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="name" label="Name" autoComplete="off" placeholder="On call" />
        <SelectField name="kind" label="Kind" options={channelKinds.map((value) => ({ value, label: kindWords[value] }))} />
      </div>
      <Target />
      <ChoiceFields />
    </Form>
  )
}

export function EditForm({ channel, onDone }: { channel: Channel; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: ChannelUpdate; version?: number }) =>
    sendJson('PATCH', `channels/${channel.id}`, input, { version }),
  )
  const { name, recipients, topics, minSeverity, tenantId, enabled, kind } = channel
  const target = kind === 'email' ? { recipients } : { url: channel.url ?? undefined }
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/channel').then(({ channelUpdate }) => channelUpdate),
    defaults: { name, topics, minSeverity, tenantId, enabled, ...target },
    isEdit: true,
    version: channel.version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done('Channel saved.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <TextField name="name" label="Name" autoComplete="off" />
      <Target kept={channel} />
      <ChoiceFields />
      <CheckField name="enabled" label="On" hint="Off: what waits for it is dropped, and it gets nothing new." />
    </Form>
  )
}

function Target({ kept }: { kept?: Channel }) {
  const chosen: ChannelKind | undefined = useWatch({ name: 'kind' })
  const kind = kept?.kind ?? chosen
  if (kind === 'email') {
    return (
      <ListField name="recipients" label="Recipients" placeholder="ops@example.com" hint="Several, with commas between them." />
    )
  }
  const isHook = kind === 'slack' || kind === 'teams'
  return (
    <TextField
      name="url"
      label="Address"
      inputMode="url"
      isOptional={kept !== undefined && isHook}
      isLeftOut={kept !== undefined}
      type={isHook ? 'password' : 'url'}
      autoComplete="off"
      placeholder={kept && isHook ? `${kept.host}: replaced, never read` : examples[kind ?? 'webhook']}
      hint={isHook ? 'The incoming webhook’s address. Stored encrypted; nobody can read it back.' : undefined}
    />
  )
}

function ChoiceFields() {
  return (
    <>
      <ChecksField
        name="topics"
        label="Notices about"
        hint="None chosen: all of them."
        options={noticeTopics.filter((topic) => topic !== 'channel.test').map((value) => ({ value, label: topicWords[value] }))}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField name="minSeverity" label="From this severity on" options={severities} />
        <LookupField name="tenantId" label="Only about tenant" lookup={tenantLookup} isOptional none="All" />
      </div>
    </>
  )
}

const severities = ['info', 'warning', 'critical'].map((value) => ({ value, label: value }))

const examples: Record<ChannelKind, string> = {
  email: '',
  webhook: 'https://alerts.example.com/tollgate',
  slack: 'https://hooks.slack.com/services/…',
  teams: 'https://….webhook.office.com/…',
}
