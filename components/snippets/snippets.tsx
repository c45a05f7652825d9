'use client'

import { useState, useSyncExternalStore } from 'react'
import { snippetsFor } from '@/components/snippets/snippet-text'
import { CopyButton } from '@/components/ui/copy-field'
import { Select } from '@/components/ui/input'
import { Tabs } from '@/components/ui/tabs'

/** Ready-made first calls for the reader's model. The address is the one the reader has in front of them. */
export function Snippets({ origin, models }: { origin: string; models: string[] }) {
  const [model, setModel] = useState(models[0] ?? '')
  const here = useSyncExternalStore(
    noSubscription,
    () => window.location.origin,
    () => origin,
  )
  if (!model) return <p className="text-ink-muted">The product has no models yet.</p>
  return (
    <>
      {models.length > 1 ? (
        <div className="mb-3 flex items-center gap-2">
          <label htmlFor="snippet-model">Model</label>
          <Select id="snippet-model" className="!w-auto" value={model} onChange={(event) => setModel(event.target.value)}>
            {models.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </Select>
        </div>
      ) : null}
      <Tabs
        label="Language"
        tabs={snippetsFor(here, model).map((snippet) => ({
          id: snippet.id,
          title: snippet.title,
          content: (
            <div className="relative">
              <div className="absolute top-2 right-2 max-sm:static max-sm:mb-2">
                <CopyButton text={snippet.code} what={`${snippet.title} snippet`} />
              </div>
              <pre
                // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
                tabIndex={0}
                className="overflow-x-auto rounded-md border border-line bg-sunken p-4 font-mono text-sm leading-5"
              >
                {snippet.code}
              </pre>
            </div>
          ),
        }))}
      />
    </>
  )
}

const noSubscription = () => () => {}
