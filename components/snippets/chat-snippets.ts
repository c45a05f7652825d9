import { KEY_NAME, node, python, type Snippet } from '@/components/snippets/snippet'

const API_VERSION = '2024-10-21'
const QUESTION = 'Say hello'

/** A question, and its answer as it comes. */
export function chatSnippets(origin: string, model: string): Snippet[] {
  return [
    curl(origin, model),
    openaiPython(origin, model),
    openaiNode(origin, model),
    azurePython(origin, model),
    azureNode(origin, model),
    vercelAi(origin, model),
    langChainNode(origin, model),
    langChainPython(origin, model),
    environment(origin, model),
    ide(origin, model),
  ]
}

function curl(origin: string, model: string): Snippet {
  return {
    id: 'curl',
    title: 'curl',
    language: 'shell',
    file: null,
    run: `curl ${origin}/v1/models -H "Authorization: Bearer $${KEY_NAME}"`,
    code: `curl -N ${origin}/v1/chat/completions \\
  -H "Authorization: Bearer $${KEY_NAME}" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "${model}", "stream": true, "messages": [{"role": "user", "content": "${QUESTION}"}]}'`,
  }
}

function openaiPython(origin: string, model: string): Snippet {
  return python(
    'openai-python',
    'OpenAI, Python',
    'openai',
    `import os
from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key=os.environ["${KEY_NAME}"])

stream = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "${QUESTION}"}],
    stream=True,
)
for chunk in stream:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
print()`,
  )
}

function openaiNode(origin: string, model: string): Snippet {
  return node(
    'openai-node',
    'OpenAI, Node',
    'openai',
    `import OpenAI from 'openai'

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: process.env.${KEY_NAME} })

const stream = await client.chat.completions.create({
  model: '${model}',
  messages: [{ role: 'user', content: '${QUESTION}' }],
  stream: true,
})
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta?.content ?? '')
console.log()`,
  )
}

function azurePython(origin: string, model: string): Snippet {
  return python(
    'azure-python',
    'Azure OpenAI, Python',
    'openai',
    `import os
from openai import AzureOpenAI

client = AzureOpenAI(
    azure_endpoint="${origin}",
    api_key=os.environ["${KEY_NAME}"],
    api_version="${API_VERSION}",
)

answer = client.chat.completions.create(
    model="${model}",  # the deployment: the model's name here
    messages=[{"role": "user", "content": "${QUESTION}"}],
)
print(answer.choices[0].message.content)`,
  )
}

function azureNode(origin: string, model: string): Snippet {
  return node(
    'azure-node',
    'Azure OpenAI, Node',
    'openai',
    `import { AzureOpenAI } from 'openai'

const client = new AzureOpenAI({
  endpoint: '${origin}',
  apiKey: process.env.${KEY_NAME},
  apiVersion: '${API_VERSION}',
  deployment: '${model}', // the model's name here
})

const answer = await client.chat.completions.create({
  model: '${model}',
  messages: [{ role: 'user', content: '${QUESTION}' }],
})
console.log(answer.choices[0].message.content)`,
  )
}

function vercelAi(origin: string, model: string): Snippet {
  return node(
    'vercel-ai',
    'Vercel AI SDK',
    'ai @ai-sdk/openai',
    `import { createOpenAI } from '@ai-sdk/openai'
import { streamText } from 'ai'

const tollgate = createOpenAI({ baseURL: '${origin}/v1', apiKey: process.env.${KEY_NAME} })

const { textStream } = streamText({ model: tollgate.chat('${model}'), prompt: '${QUESTION}' })
for await (const text of textStream) process.stdout.write(text)
console.log()`,
  )
}

function langChainNode(origin: string, model: string): Snippet {
  return node(
    'langchain-node',
    'LangChain, Node',
    '@langchain/openai @langchain/core',
    `import { ChatOpenAI } from '@langchain/openai'

const llm = new ChatOpenAI({
  model: '${model}',
  apiKey: process.env.${KEY_NAME},
  configuration: { baseURL: '${origin}/v1' },
})

for await (const chunk of await llm.stream('${QUESTION}')) process.stdout.write(chunk.text)
console.log()`,
  )
}

function langChainPython(origin: string, model: string): Snippet {
  return python(
    'langchain-python',
    'LangChain, Python',
    'langchain-openai',
    `import os
from langchain_openai import ChatOpenAI

llm = ChatOpenAI(model="${model}", base_url="${origin}/v1", api_key=os.environ["${KEY_NAME}"])

for chunk in llm.stream("${QUESTION}"):
    print(chunk.content, end="", flush=True)
print()`,
  )
}

/** For every tool that reads what the official clients read. */
function environment(origin: string, model: string): Snippet {
  return {
    id: 'environment',
    title: 'Environment',
    language: 'shell',
    file: null,
    run: null,
    code: `# What the official clients, aider and many other tools read
export OPENAI_BASE_URL="${origin}/v1"
export OPENAI_API_BASE="${origin}/v1"
export OPENAI_API_KEY="$${KEY_NAME}"
export OPENAI_MODEL="${model}"`,
  }
}

/** Editors that take a base URL: Continue reads this file; Cline, Cursor and Zed ask for the same three values. */
function ide(origin: string, model: string): Snippet {
  return {
    id: 'ide',
    title: 'Editors',
    language: 'config',
    file: '~/.continue/config.yaml',
    run: null,
    code: `# Continue. In Cline, Cursor or Zed choose "OpenAI compatible" and enter the same three values.
name: Tollgate
version: 1.0.0
schema: v1
models:
  - name: ${model}
    provider: openai
    model: ${model}
    apiBase: ${origin}/v1
    apiKey: \${{ secrets.${KEY_NAME} }}`,
  }
}
