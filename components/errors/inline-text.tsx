import type { ReactNode } from 'react'

/** A line of the documents: code in code, strong words strong; of links only their words, since they lead from file to file. */
export function InlineText({ text }: { text: string }): ReactNode {
  return text
    .replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')
    .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
    .map((part, index) => {
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed text
      if (part.startsWith('`')) return <code key={index}>{part.slice(1, -1)}</code>
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed text
      if (part.startsWith('**')) return <strong key={index}>{part.slice(2, -2)}</strong>
      return part
    })
}
