/** The wires that are not OpenAI's, by the kind of their resource. */
import { anthropicWire } from './anthropic'
import { bedrockWire } from './bedrock'
import { cohereWire } from './cohere'
import { compatibleWires } from './compatible'
import { geminiWire, vertexWire } from './gemini'
import type { SimulatedWire } from './wire'

export const wires: Readonly<Record<string, SimulatedWire>> = {
  anthropic: anthropicWire,
  gemini: geminiWire,
  vertex: vertexWire,
  bedrock: bedrockWire,
  cohere: cohereWire,
  ...compatibleWires,
}
