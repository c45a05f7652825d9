'use client'

import { clsx } from 'clsx'
import { useEffect, useRef, useState } from 'react'
import { AnswerView } from '@/components/playground/answer-view'
import { codeOf } from '@/components/playground/as-code'
import { Composer } from '@/components/playground/composer'
import { bodyOf, firstSettings, type Settings, type Turn, troubleOf } from '@/components/playground/conversation'
import { type Kept, keepConversation, readHistory } from '@/components/playground/history'
import { HistoryList } from '@/components/playground/history-list'
import { SettingsPanel } from '@/components/playground/settings-panel'
import { useConversation } from '@/components/playground/use-conversation'
import { CodeBlock, type SnippetModel } from '@/components/snippets/snippets'
import { Button } from '@/components/ui/button'
import { Section } from '@/components/ui/section'
import { Tabs } from '@/components/ui/tabs'

type Props = { subscriptionId: string; models: SnippetModel[] }

/** Models tried without code: the calls are real ones, by the same gateway, under the same limits. */
export function Playground({ subscriptionId, models }: Props) {
  const [settings, setSettings] = useState<Settings>({ ...firstSettings, models: models.slice(0, 1).map(({ name }) => name) })
  const [kept, setKept] = useState<Kept[]>([])
  const [seesCode, setSeesCode] = useState(false)
  const id = useRef(crypto.randomUUID())
  const { turns, setTurns, send, isBusy, stop } = useConversation(subscriptionId, settings, [])
  const trouble = troubleOf(settings)
  const last = turns.at(-1)

  useEffect(() => setKept(readHistory()), [])
  useEffect(() => {
    const [first] = turns
    if (first && !isBusy)
      setKept(keepConversation({ id: id.current, at: new Date().toISOString(), title: titleOf(first), settings, turns }))
  }, [turns, isBusy, settings])

  const begin = (one: Kept | null) => {
    stop()
    id.current = one?.id ?? crypto.randomUUID()
    setTurns(one?.turns ?? [])
    if (one) setSettings({ ...one.settings, models: usable(one.settings.models, models) })
  }

  return (
    <>
      <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <div className="min-w-0">
          {turns.length === 0 ? (
            <p className="text-ink-muted">
              Ask something. It is a real call: it counts against the subscription’s limits and is billed as any other.
            </p>
          ) : null}
          <ol aria-label="Conversation" aria-live="polite" className="space-y-6">
            {turns.map((turn, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: turns are only ever added at the end
              <li key={index}>
                <TurnView turn={turn} />
              </li>
            ))}
          </ol>
          <Composer
            isBusy={isBusy}
            canSend={trouble === null && settings.models.length > 0}
            openCalls={last?.answers.flatMap(({ toolCalls }) => toolCalls) ?? []}
            onSend={(turn) => void send(turn)}
            onStop={stop}
          />
          <div className="mt-3 flex flex-wrap gap-2">
            <Button disabled={turns.length === 0 || isBusy} onClick={() => begin(null)}>
              New conversation
            </Button>
            <Button disabled={turns.length === 0} aria-expanded={seesCode} onClick={() => setSeesCode(!seesCode)}>
              {seesCode ? 'Hide the code' : 'See it as code'}
            </Button>
          </div>
          {seesCode && last ? <AsCode settings={settings} turns={turns} /> : null}
        </div>
        <SettingsPanel
          settings={settings}
          models={models}
          trouble={trouble}
          onChange={(part) => setSettings({ ...settings, ...part })}
        />
      </div>
      <Section title="History">
        <HistoryList kept={kept} onOpen={begin} onChange={setKept} />
      </Section>
    </>
  )
}

function TurnView({ turn: { text, images, answers } }: { turn: Turn }) {
  return (
    <>
      {text ? <p className="mb-3 border-l-2 border-accent pl-3 whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</p> : null}
      {images.length > 0 ? (
        <p className="mb-3 text-sm text-ink-muted">With {images.length === 1 ? 'an image' : `${images.length} images`}.</p>
      ) : null}
      <div className={clsx('grid gap-6', answers.length > 1 && 'md:grid-cols-2')}>
        {answers.map((answer, pane) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a pane is its place
          <AnswerView key={pane} answer={answer} />
        ))}
      </div>
    </>
  )
}

/** The last request, as a program would send it. */
function AsCode({ settings, turns }: { settings: Settings; turns: Turn[] }) {
  const snippets = codeOf(window.location.origin, bodyOf(settings, turns, 0))
  return (
    <div className="mt-4">
      <Tabs
        label="As code"
        tabs={snippets.map(({ id, title, code }) => ({
          id,
          title,
          content: <CodeBlock text={code} what={`conversation as ${title}`} />,
        }))}
      />
    </div>
  )
}

function titleOf({ text, images }: Turn): string {
  return text.slice(0, 80) || (images.length > 0 ? 'An image' : 'A conversation')
}

/** A kept conversation may name models the subscription no longer has. */
function usable(names: string[], models: SnippetModel[]): string[] {
  const known = names.filter((name) => models.some((model) => model.name === name))
  return known.length > 0 ? known : models.slice(0, 1).map(({ name }) => name)
}
