import { KEY_NAME, node, python, type Snippet } from '@/components/snippets/snippet'

const TEXT = 'What does a call cost?'

/** A text, and the vector that stands for it. */
export function embeddingSnippets(origin: string, model: string): Snippet[] {
  return [
    {
      id: 'curl',
      title: 'curl',
      language: 'shell',
      file: null,
      run: `curl ${origin}/v1/models -H "Authorization: Bearer $${KEY_NAME}"`,
      code: `curl ${origin}/v1/embeddings \\
  -H "Authorization: Bearer $${KEY_NAME}" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "${model}", "input": "${TEXT}"}'`,
    },
    python(
      'openai-python',
      'OpenAI, Python',
      'openai',
      `import os
from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key=os.environ["${KEY_NAME}"])

answer = client.embeddings.create(model="${model}", input="${TEXT}")
print(len(answer.data[0].embedding), "dimensions")`,
    ),
    node(
      'openai-node',
      'OpenAI, Node',
      'openai',
      `import OpenAI from 'openai'

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: process.env.${KEY_NAME} })

const answer = await client.embeddings.create({ model: '${model}', input: '${TEXT}' })
console.log(answer.data[0].embedding.length, 'dimensions')`,
    ),
    node(
      'vercel-ai',
      'Vercel AI SDK',
      'ai @ai-sdk/openai',
      `import { createOpenAI } from '@ai-sdk/openai'
import { embed } from 'ai'

const tollgate = createOpenAI({ baseURL: '${origin}/v1', apiKey: process.env.${KEY_NAME} })

const { embedding } = await embed({ model: tollgate.embedding('${model}'), value: '${TEXT}' })
console.log(embedding.length, 'dimensions')`,
    ),
    node(
      'langchain-node',
      'LangChain, Node',
      '@langchain/openai @langchain/core',
      `import { OpenAIEmbeddings } from '@langchain/openai'

const embeddings = new OpenAIEmbeddings({
  model: '${model}',
  apiKey: process.env.${KEY_NAME},
  configuration: { baseURL: '${origin}/v1' },
})

const vector = await embeddings.embedQuery('${TEXT}')
console.log(vector.length, 'dimensions')`,
    ),
  ]
}
