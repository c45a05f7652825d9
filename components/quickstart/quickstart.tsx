'use client'

import { useState } from 'react'
import { FirstKey, type KnownKey } from '@/components/quickstart/first-key'
import { type SnippetModel, Snippets } from '@/components/snippets/snippets'

export type QuickstartProps = {
  origin: string
  subscriptionId: string
  models: SnippetModel[]
  /** The valid key callers are expected to use; null where there is none yet. */
  known: KnownKey | null
  canIssue: boolean
}

/** From nothing to an answer: a key, then the code with the key's place filled in. */
export function Quickstart({ origin, subscriptionId, models, known, canIssue }: QuickstartProps) {
  const [apiKey, setApiKey] = useState<string | null>(null)
  return (
    <div className="space-y-6">
      <FirstKey subscriptionId={subscriptionId} known={known} canIssue={canIssue} issued={apiKey} onIssued={setApiKey} />
      <Snippets origin={origin} models={models} apiKey={apiKey} />
    </div>
  )
}
