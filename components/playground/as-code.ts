/** A conversation as a program: the same request, with the reader's address and the key's place. */
import type { Body } from '@/components/playground/conversation'
import { KEY_NAME, node, python, type Snippet } from '@/components/snippets/snippet'

export function codeOf(origin: string, body: Body): Snippet[] {
  const json = JSON.stringify(body, null, 2)
  return [
    {
      id: 'curl',
      title: 'curl',
      language: 'shell',
      file: null,
      run: null,
      code: `curl -N ${origin}/v1/chat/completions \\
  -H "Authorization: Bearer $${KEY_NAME}" \\
  -H "Content-Type: application/json" \\
  --data-binary @- <<'TOLLGATE_BODY'
${JSON.stringify({ ...body, stream: true }, null, 2)}
TOLLGATE_BODY`,
    },
    node(
      'openai-node',
      'OpenAI, Node',
      'openai',
      `import OpenAI from 'openai'

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: process.env.${KEY_NAME} })

const request = ${json}
const stream = await client.chat.completions.create({ ...request, stream: true })
for await (const chunk of stream) {
  const delta = chunk.choices[0]?.delta
  process.stdout.write(delta?.content ?? (delta?.tool_calls ? JSON.stringify(delta.tool_calls) : ''))
}
console.log()`,
    ),
    python(
      'openai-python',
      'OpenAI, Python',
      'openai',
      `import json, os
from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key=os.environ["${KEY_NAME}"])

request = json.loads(r"""
${json}
""")
for chunk in client.chat.completions.create(**request, stream=True):
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
print()`,
    ),
  ]
}
