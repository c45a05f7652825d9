/** Good calls and answers of each wire, in the shapes the providers document: what the hostile ones are made from. */
export const callSamples = {
  'openai-chat': [
    {
      model: 'm',
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'hi', cache_control: { type: 'ephemeral' } },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          thinking_blocks: [{ type: 'thinking', thinking: 'hm', signature: 's' }],
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'done' },
      ],
      tools: [
        {
          type: 'function',
          function: { name: 'f', description: 'd', parameters: { type: 'object', properties: {} }, strict: true },
        },
      ],
      tool_choice: { type: 'function', function: { name: 'f' } },
      parallel_tool_calls: false,
      max_completion_tokens: 100,
      temperature: 0.5,
      stop: ['x'],
      reasoning_effort: 'low',
      response_format: { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'object' }, strict: true } },
      metadata: { a: 'b' },
    },
  ],
  anthropic: [
    {
      model: 'm',
      max_tokens: 4_000,
      system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral', ttl: '1h' } }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'hi' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
            {
              type: 'document',
              source: { type: 'text', media_type: 'text/plain', data: 'words' },
              title: 't',
              citations: { enabled: true },
            },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 's' },
            { type: 'redacted_thinking', data: 'AAAA' },
            { type: 'tool_use', id: 't1', name: 'f', input: { a: 1 } },
          ],
        },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'done' }], is_error: true }],
        },
      ],
      tools: [{ name: 'f', description: 'd', input_schema: { type: 'object' }, cache_control: { type: 'ephemeral' } }],
      tool_choice: { type: 'tool', name: 'f', disable_parallel_tool_use: true },
      stop_sequences: ['x'],
      top_k: 3,
      thinking: { type: 'enabled', budget_tokens: 2_000 },
      output_config: { effort: 'low', format: { type: 'json_schema', schema: { type: 'object' } } },
      metadata: { user_id: 'u' },
    },
  ],
  gemini: [
    {
      contents: [
        {
          role: 'user',
          parts: [
            { text: 'hi' },
            { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
            { fileData: { fileUri: 'https://a/b.pdf' } },
          ],
        },
        {
          role: 'model',
          parts: [{ text: 'hm', thought: true, thoughtSignature: 's' }, { functionCall: { name: 'f', args: { a: 1 } } }],
        },
        { role: 'user', parts: [{ functionResponse: { name: 'f', response: { result: 'done' } } }] },
      ],
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      tools: [
        {
          functionDeclarations: [
            {
              name: 'f',
              description: 'd',
              parameters: { type: 'OBJECT', properties: { a: { type: 'STRING', nullable: true } } },
            },
          ],
        },
      ],
      toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f'] } },
      generationConfig: {
        maxOutputTokens: 100,
        candidateCount: 2,
        stopSequences: ['x'],
        responseMimeType: 'application/json',
        responseSchema: { type: 'OBJECT' },
        thinkingConfig: { thinkingBudget: 1_000, includeThoughts: true },
      },
    },
  ],
  'openai-responses': [
    {
      model: 'm',
      instructions: 'Be brief.',
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'hi' },
            { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'low' },
            { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' },
          ],
        },
        { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'hm' }], encrypted_content: 's' },
        { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{"a":1}' },
        { type: 'function_call_output', call_id: 'c1', output: 'done' },
      ],
      tools: [{ type: 'function', name: 'f', description: 'd', parameters: { type: 'object' }, strict: true }],
      tool_choice: { type: 'function', name: 'f' },
      reasoning: { effort: 'low', summary: 'auto' },
      text: { format: { type: 'json_schema', name: 'n', schema: { type: 'object' } } },
      max_output_tokens: 100,
      metadata: { a: 'b' },
    },
  ],
} as const

const openaiAnswer = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: 'hello',
        reasoning_content: 'hm',
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
        annotations: [{ type: 'url_citation', url_citation: { url: 'https://a', title: 't', start_index: 0, end_index: 1 } }],
      },
      finish_reason: 'tool_calls',
    },
  ],
  usage: { prompt_tokens: 5, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 1 } },
}
const anthropicAnswer = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  content: [
    { type: 'thinking', thinking: 'hm', signature: 's' },
    { type: 'text', text: 'hello', citations: [{ type: 'char_location', cited_text: 'x' }] },
    { type: 'tool_use', id: 't', name: 'f', input: {} },
  ],
  stop_reason: 'tool_use',
  usage: { input_tokens: 5, output_tokens: 3, cache_read_input_tokens: 2, cache_creation_input_tokens: 1 },
}
const geminiAnswer = {
  candidates: [
    {
      content: {
        role: 'model',
        parts: [{ text: 'hm', thought: true }, { text: 'hello' }, { functionCall: { name: 'f', args: {} } }],
      },
      finishReason: 'STOP',
      index: 0,
    },
  ],
  usageMetadata: {
    promptTokenCount: 5,
    candidatesTokenCount: 3,
    thoughtsTokenCount: 1,
    cachedContentTokenCount: 2,
    promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 1 }],
  },
  responseId: 'r',
}
const bedrockAnswer = {
  output: {
    message: {
      role: 'assistant',
      content: [
        { text: 'hello' },
        { toolUse: { toolUseId: 't', name: 'f', input: {} } },
        { reasoningContent: { reasoningText: { text: 'hm', signature: 's' } } },
      ],
    },
  },
  stopReason: 'tool_use',
  usage: { inputTokens: 5, outputTokens: 3, totalTokens: 8 },
}
const cohereAnswer = {
  id: 'c',
  finish_reason: 'TOOL_CALL',
  message: {
    role: 'assistant',
    content: [{ type: 'text', text: 'hello' }],
    tool_calls: [{ id: 't', type: 'function', function: { name: 'f', arguments: '{}' } }],
    citations: [{ start: 0, end: 1, text: 'h' }],
  },
  usage: { billed_units: { input_tokens: 5, output_tokens: 3 }, cached_tokens: 1 },
}

export const answerSamples: Record<string, readonly unknown[]> = {
  'openai-chat': [openaiAnswer],
  anthropic: [anthropicAnswer],
  gemini: [geminiAnswer],
  bedrock: [bedrockAnswer],
  cohere: [cohereAnswer],
}

const chunk = (delta: object, finish: string | null = null) => ({
  id: 'c',
  choices: [{ index: 0, delta, finish_reason: finish }],
})
export const streamSamples: Record<string, readonly (readonly unknown[])[]> = {
  'openai-chat': [
    [
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'hel' }),
      chunk({ reasoning_content: 'hm' }),
      chunk({ tool_calls: [{ index: 0, id: 't', function: { name: 'f', arguments: '' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] }),
      chunk({}, 'tool_calls'),
      { id: 'c', choices: [], usage: { prompt_tokens: 5, completion_tokens: 3 } },
      '[DONE]',
    ],
  ],
  anthropic: [
    [
      { type: 'message_start', message: { ...anthropicAnswer, content: [], stop_reason: null } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'hel' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'tool_use', id: 't', name: 'f', input: {} } },
      { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '{}' } },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 3 } },
      { type: 'message_stop' },
      { type: 'ping' },
      { type: 'error', error: { type: 'overloaded_error', message: 'busy' } },
    ],
  ],
  gemini: [
    [
      geminiAnswer,
      { candidates: [{ content: { parts: [{ text: 'hel' }] }, index: 0 }] },
      { promptFeedback: { blockReason: 'SAFETY' } },
    ],
  ],
  bedrock: [
    [
      { messageStart: { role: 'assistant' } },
      { contentBlockStart: { contentBlockIndex: 0, start: { toolUse: { toolUseId: 't', name: 'f' } } } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { toolUse: { input: '{}' } } } },
      { contentBlockDelta: { contentBlockIndex: 1, delta: { text: 'hel' } } },
      { messageStop: { stopReason: 'end_turn' } },
      { metadata: { usage: { inputTokens: 5, outputTokens: 3 } } },
      { exception: { message: 'broke' } },
    ],
  ],
  cohere: [
    [
      { type: 'message-start', id: 'c', delta: { message: { role: 'assistant' } } },
      { type: 'content-delta', index: 0, delta: { message: { content: { text: 'hel' } } } },
      {
        type: 'tool-call-start',
        index: 0,
        delta: { message: { tool_calls: { id: 't', function: { name: 'f', arguments: '' } } } },
      },
      { type: 'tool-call-delta', index: 0, delta: { message: { tool_calls: { function: { arguments: '{}' } } } } },
      {
        type: 'message-end',
        delta: { finish_reason: 'COMPLETE', usage: { billed_units: { input_tokens: 5, output_tokens: 3 } } },
      },
    ],
  ],
}
