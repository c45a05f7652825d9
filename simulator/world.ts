/** What all calls of one simulator share. */
import type { AzureDesk } from './azure/create-azure'
import type { JsonObject } from './json'
import type { ModeBook } from './modes'
import type { ChatBook } from './prepared-chat'
import type { PromptCache } from './prompt-tokens'
import type { SimulatedResource } from './resources'
import type { Pace } from './send'
import type { TallyBook } from './tally'

export type SeenRequest = { resource: string; path: string; headers: Record<string, unknown>; body: string }

export type World = {
  resources: ReadonlyMap<string, SimulatedResource>
  modes: ModeBook
  tally: TallyBook
  chats: ChatBook
  /** The beginnings of prompts that wires other than OpenAI's have seen. */
  prompts: PromptCache
  /** Responses that can be gone on from, by resource and id. */
  responses: Map<string, JsonObject[]>
  /** Jobs of the document reader: pages by id. */
  documents: Map<string, number>
  /** Azure's management and sign-in. */
  azure: AzureDesk
  pace: Pace
  requests: SeenRequest[]
  keepRequests: number
}

export function reset(world: World): void {
  world.modes.clear()
  world.tally.clear()
  world.requests.length = 0
}
