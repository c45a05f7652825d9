/**
 * What a caller says a call is for, in the header `x-tollgate-tags: team=search, env=prod`. Kept with the call's record, for people
 * who look for calls later; asserted, not proven.
 */
import type { Call } from '@/lib/gateway/call'
import { Refusal } from '@/lib/gateway/refusal'

export const TAGS_HEADER = 'x-tollgate-tags'

const MOST = 8
const LONGEST = 256
const tagPattern = /^[A-Za-z0-9][\w.:/@-]{0,63}=[\w.:/@ -]{1,64}$/
const noTags: readonly string[] = []

/** Refuses tags nobody could look for, before anything costs money. */
export function requireTags(call: Call): void {
  const header = call.header(TAGS_HEADER)
  if (header !== undefined && parse(header) === null)
    throw new Refusal(
      'invalid_request',
      `'${TAGS_HEADER}' is a list such as team=search, env=prod: at most ${MOST} tags and ${LONGEST} characters, each name=value in letters, digits and . : / @ _ -`,
      { param: TAGS_HEADER },
    )
}

/** A call's tags, each `name=value`, in the order of their names; none where they cannot be read. */
export function tagsOf(call: Call): readonly string[] {
  const header = call.header(TAGS_HEADER)
  return header === undefined ? noTags : (parse(header) ?? noTags)
}

function parse(header: string): string[] | null {
  if (header.length > LONGEST) return null
  const tags = header
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
  if (tags.length > MOST || !tags.every((tag) => tagPattern.test(tag))) return null
  return [...new Set(tags)].sort()
}
