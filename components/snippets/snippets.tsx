'use client'

import { useState, useSyncExternalStore } from 'react'
import { runLine, type Snippet } from '@/components/snippets/snippet'
import { snippetsFor } from '@/components/snippets/snippet-text'
import { CopyButton } from '@/components/ui/copy-field'
import { Select } from '@/components/ui/input'
import { Tabs } from '@/components/ui/tabs'

export type SnippetModel = { name: string; capabilities: string[] }

type Props = {
  origin: string
  models: SnippetModel[]
  /** A key that was just issued: its place is filled in. */
  apiKey?: string | null
}

/** Ready-made first calls for the reader's model. The address is the one the reader has in front of them. */
export function Snippets({ origin, models, apiKey }: Props) {
  const [name, setName] = useState(models[0]?.name ?? '')
  const here = useSyncExternalStore(
    noSubscription,
    () => window.location.origin,
    () => origin,
  )
  const model = models.find((one) => one.name === name) ?? models[0]
  if (!model) return <p className="text-ink-muted">The product has no models yet.</p>
  return (
    <>
      {models.length > 1 ? (
        <div className="mb-3 flex items-center gap-2">
          <label htmlFor="snippet-model">Model</label>
          <Select id="snippet-model" className="!w-auto" value={model.name} onChange={(event) => setName(event.target.value)}>
            {models.map((one) => (
              <option key={one.name}>{one.name}</option>
            ))}
          </Select>
        </div>
      ) : null}
      <Tabs
        label="Language"
        tabs={snippetsFor(here, model.name, model.capabilities).map((snippet) => ({
          id: snippet.id,
          title: snippet.title,
          content: <SnippetSteps snippet={snippet} apiKey={apiKey ?? undefined} />,
        }))}
      />
    </>
  )
}

/** What is written, and how it is run. */
function SnippetSteps({ snippet, apiKey }: { snippet: Snippet; apiKey: string | undefined }) {
  const isTyped = snippet.file === null
  const line = runLine(snippet, apiKey)
  const code = isTyped && line ? `${line.split('\n')[0]}\n${snippet.code}` : snippet.code
  return (
    <>
      {snippet.file ? <p className="mb-1.5 text-sm text-ink-muted">Save as {snippet.file}</p> : null}
      <CodeBlock text={code} what={`${snippet.title} snippet`} />
      {line && !isTyped ? (
        <>
          <p className="mt-4 mb-1.5 text-sm text-ink-muted">Run it</p>
          <CodeBlock text={line} what={`command for ${snippet.title}`} />
        </>
      ) : null}
    </>
  )
}

/** Code to take away. */
export function CodeBlock({ text, what }: { text: string; what: string }) {
  return (
    <div className="relative">
      <div className="absolute top-2 right-2 max-sm:static max-sm:mb-2">
        <CopyButton text={text} what={what} />
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="overflow-x-auto rounded-md border border-line bg-sunken p-4 font-mono text-sm leading-5"
      >
        {text}
      </pre>
    </div>
  )
}

const noSubscription = () => () => {}
