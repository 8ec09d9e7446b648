import type { BuiltInCapabilityId, ChatRequest, FunctionTool } from '@lucid-gateway/core'

/** What any model of a built-in capability can be asked. Jobs and sessions have no scenarios yet. */
export const defaultRequests: Readonly<Partial<Record<BuiltInCapabilityId, readonly unknown[]>>> = {
  chat: [asked('Say hello in five words.')],
  image: [{ prompt: 'A red square on white.' }],
  music: [{ prompt: 'A short and cheerful tune.', seconds: 2 }],
  speech: [{ text: 'Hello there.' }],
  embedding: [{ inputs: ['a cat', 'a dog'] }],
  rerank: [{ query: 'Which animals purr?', documents: ['A cat on a mat.', 'A train on rails.'] }],
  moderation: [{ inputs: ['What a lovely day.'] }],
}

/** Wants each of two tools to be called. */
export const toolRequest: ChatRequest = {
  ...asked('What is the weather in Paris, and the time in Tokyo? Call get_weather and get_time.'),
  tools: [
    tool('get_weather', 'The weather in a city.', 'city'),
    tool('get_time', 'The time in a city.', 'city'),
  ],
  toolChoice: { type: 'required' },
}

function asked(text: string): ChatRequest {
  return { messages: [{ role: 'user', content: [{ type: 'text', text }] }] }
}

function tool(name: string, description: string, parameter: string): FunctionTool {
  return {
    type: 'function',
    name,
    description,
    parameters: {
      type: 'object',
      properties: { [parameter]: { type: 'string' } },
      required: [parameter],
      additionalProperties: false,
    },
  }
}
