'use client'

import { type ReactNode, useId } from 'react'
import type { Settings } from '@/components/playground/conversation'
import type { SnippetModel } from '@/components/snippets/snippets'
import { Button } from '@/components/ui/button'
import { Input, Select, TextArea } from '@/components/ui/input'

type Props = { settings: Settings; models: SnippetModel[]; trouble: string | null; onChange: (part: Partial<Settings>) => void }

const EXAMPLE_TOOLS = `[
  {
    "type": "function",
    "function": {
      "name": "get_weather",
      "description": "The weather in a city now",
      "parameters": {
        "type": "object",
        "properties": { "city": { "type": "string" } },
        "required": ["city"]
      }
    }
  }
]`

const EXAMPLE_SCHEMA = `{
  "type": "object",
  "properties": { "answer": { "type": "string" }, "sure": { "type": "boolean" } },
  "required": ["answer", "sure"],
  "additionalProperties": false
}`

/** Which models, and what they are told besides the messages. */
export function SettingsPanel({ settings, models, trouble, onChange }: Props) {
  const [first = '', second] = settings.models
  return (
    <div className="space-y-4">
      <Named label="Model">
        {(id) => (
          <ModelSelect
            id={id}
            models={models}
            value={first}
            onChange={(name) => onChange({ models: [name, ...(second ? [second] : [])] })}
          />
        )}
      </Named>
      <Named label="Beside it">
        {(id) => (
          <ModelSelect
            id={id}
            models={models}
            value={second ?? ''}
            none="No second model"
            onChange={(name) => onChange({ models: name ? [first, name] : [first] })}
          />
        )}
      </Named>
      <Named label="System prompt">
        {(id) => <TextArea id={id} value={settings.system} onChange={(event) => onChange({ system: event.target.value })} />}
      </Named>
      <div className="grid grid-cols-3 gap-3">
        <NumberSetting label="Temperature" value={settings.temperature} onChange={(temperature) => onChange({ temperature })} />
        <NumberSetting label="Top p" value={settings.topP} onChange={(topP) => onChange({ topP })} />
        <NumberSetting label="Max tokens" value={settings.maxTokens} onChange={(maxTokens) => onChange({ maxTokens })} />
      </div>
      <JsonSetting label="Tools" value={settings.tools} example={EXAMPLE_TOOLS} onChange={(tools) => onChange({ tools })} />
      <JsonSetting
        label="JSON schema"
        value={settings.schema}
        example={EXAMPLE_SCHEMA}
        onChange={(schema) => onChange({ schema })}
      />
      {trouble ? (
        <p role="alert" className="text-sm text-danger">
          {trouble}
        </p>
      ) : null}
    </div>
  )
}

function Named({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      {children(id)}
    </div>
  )
}

type SelectProps = { id: string; models: SnippetModel[]; value: string; none?: string; onChange: (name: string) => void }

function ModelSelect({ id, models, value, none, onChange }: SelectProps) {
  return (
    <Select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
      {none ? <option value="">{none}</option> : null}
      {models.map(({ name }) => (
        <option key={name}>{name}</option>
      ))}
    </Select>
  )
}

type SettingProps = { label: string; value: string; onChange: (text: string) => void }

function NumberSetting({ label, value, onChange }: SettingProps) {
  return (
    <Named label={label}>
      {(id) => (
        <Input
          id={id}
          inputMode="decimal"
          value={value}
          placeholder="default"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Named>
  )
}

function JsonSetting({ label, value, example, onChange }: SettingProps & { example: string }) {
  return (
    <div>
      <Named label={label}>
        {(id) => (
          <TextArea
            id={id}
            rows={value ? 8 : 2}
            spellCheck={false}
            className="font-mono text-sm"
            value={value}
            placeholder="JSON; empty for none"
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Named>
      {value ? null : (
        <Button size="small" look="quiet" onClick={() => onChange(example)}>
          Begin with an example of {label === 'Tools' ? 'a tool' : 'a schema'}
        </Button>
      )}
    </div>
  )
}
