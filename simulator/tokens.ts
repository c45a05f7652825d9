/** Text as the tokens a model would read or write. */
import { countTokens, decode, encode } from 'gpt-tokenizer/encoding/o200k_base'

/** A piece of text that can be sent by itself, and how many tokens it is. */
export type Piece = { text: string; tokens: number }

const plain = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() }

export function countTextTokens(text: string): number {
  return countTokens(text, plain)
}

/** The text in the smallest pieces that are whole characters; one token each, but where a character takes several. */
export function toPieces(text: string): Piece[] {
  const pieces: Piece[] = []
  let pending: number[] = []
  for (const token of encode(text, plain)) {
    pending.push(token)
    const part = decode(pending)
    if (part.includes('\uFFFD')) continue
    pieces.push({ text: part, tokens: pending.length })
    pending = []
  }
  return pieces
}

/** As many pieces as fit in a number of tokens. */
export function takePieces(pieces: readonly Piece[], maxTokens: number): Piece[] {
  const taken: Piece[] = []
  let tokens = 0
  for (const piece of pieces) {
    tokens += piece.tokens
    if (tokens > maxTokens) break
    taken.push(piece)
  }
  return taken
}

export function sumTokens(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + piece.tokens, 0)
}
