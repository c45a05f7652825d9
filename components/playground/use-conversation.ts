'use client'

import { useCallback, useMemo, useRef, useState } from 'react'
import { type Answer, bodyOf, newAnswer, type Settings, type Turn } from '@/components/playground/conversation'
import { getJson } from '@/lib/client/api-client'
import { ApiError } from '@/lib/client/api-error'
import { playgroundKeys } from '@/lib/client/playground-keys'
import { CallRefused, type ChatEvent, streamChat, type ToolCall } from '@/lib/client/stream-chat'
import type { CallDetail } from '@/lib/contracts/call'

const COST_TRIES = 12
const COST_PAUSE_MS = 500

/** The turns of a conversation, and how one more is sent: to each model at once, each answer shown as it comes. */
export function useConversation(subscriptionId: string, settings: Settings, begin: Turn[]) {
  const [turns, setTurns] = useState<Turn[]>(begin)
  const keys = useMemo(playgroundKeys, [])
  const running = useRef<AbortController | null>(null)

  const change = useCallback((turn: number, pane: number, with_: (answer: Answer) => Answer) => {
    setTurns((all) =>
      all.map((one, at) =>
        at === turn ? { ...one, answers: one.answers.map((answer, i) => (i === pane ? with_(answer) : answer)) } : one,
      ),
    )
  }, [])

  const answer = async (all: Turn[], pane: number, signal: AbortSignal) => {
    const at = all.length - 1
    const set = (part: Partial<Answer>) => change(at, pane, (known) => ({ ...known, ...part }))
    const sinceMs = performance.now()
    let callId: string | null = null
    try {
      const body = bodyOf(settings, all, pane)
      const key = await keys.get(subscriptionId)
      const events = streamChat(key, body, signal, (opened) => {
        callId = opened.callId
        set({ ...opened, state: 'streaming' })
      })
      for await (const event of events) {
        const ms = Math.round(performance.now() - sinceMs)
        change(at, pane, (known) => ({ ...withEvent(known, event), firstMs: known.firstMs ?? ms }))
      }
      set({ state: 'done', totalMs: Math.round(performance.now() - sinceMs) })
    } catch (error) {
      const totalMs = Math.round(performance.now() - sinceMs)
      if (signal.aborted) set({ state: 'stopped', totalMs })
      else
        set({
          state: 'failed',
          totalMs,
          failure: failureOf(error),
          ...(error instanceof CallRefused ? { callId: error.callId } : {}),
        })
    }
    if (callId !== null) void readCost(callId).then((cost) => set({ cost }))
  }

  const send = async (turn: Omit<Turn, 'answers'>) => {
    const all = [...turns, { ...turn, answers: settings.models.map(newAnswer) }]
    setTurns(all)
    const controller = new AbortController()
    running.current = controller
    await Promise.all(settings.models.map((_, pane) => answer(all, pane, controller.signal)))
    if (running.current === controller) running.current = null
  }

  const isBusy = turns.at(-1)?.answers.some(({ state }) => state === 'waiting' || state === 'streaming') ?? false
  return { turns, setTurns, send, isBusy, stop: () => running.current?.abort() }
}

function withEvent(answer: Answer, event: ChatEvent): Answer {
  if (event.kind === 'text') return { ...answer, text: answer.text + event.text }
  if (event.kind === 'usage') return { ...answer, usage: event.usage }
  if (event.kind === 'end') return { ...answer, reason: event.reason }
  const known: ToolCall = answer.toolCalls[event.index] ?? { id: '', name: '', arguments: '' }
  const toolCalls = [...answer.toolCalls]
  toolCalls[event.index] = {
    id: known.id || event.id,
    name: known.name + event.name,
    arguments: known.arguments + event.arguments,
  }
  return { ...answer, toolCalls }
}

/** As the ledger has booked it, which is a moment after the answer. */
async function readCost(callId: string): Promise<Answer['cost']> {
  for (let attempt = 0; attempt < COST_TRIES; attempt++) {
    const call = await getJson<CallDetail>(`calls/${callId}`).catch(() => null)
    if (call && !call.provisional) return { amount: call.cost, currency: call.currency }
    await new Promise((resolve) => setTimeout(resolve, COST_PAUSE_MS))
  }
  return null
}

function failureOf(error: unknown): NonNullable<Answer['failure']> {
  if (error instanceof CallRefused) return { code: error.code, message: error.message, retryAfterS: error.retryAfterS }
  if (error instanceof ApiError) return { code: error.code, message: error.message, retryAfterS: null }
  if (error instanceof TypeError)
    return { code: 'unreachable', message: 'The gateway could not be reached. What you typed is still here.', retryAfterS: null }
  return {
    code: 'unreadable',
    message: error instanceof Error ? error.message : 'The answer could not be read.',
    retryAfterS: null,
  }
}
