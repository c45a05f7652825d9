/** The wires that are not OpenAI's, by the kind of their resource. */
import { anthropicWire } from './anthropic'
import { geminiWire } from './gemini'
import type { SimulatedWire } from './wire'

export const wires: Readonly<Record<string, SimulatedWire>> = { anthropic: anthropicWire, gemini: geminiWire }
