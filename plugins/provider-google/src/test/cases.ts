import type { GenerateContentParameters } from '@google/genai'
import { FunctionCallingConfigMode, ThinkingLevel, Type } from '@google/genai'
import type { GeminiBehaviour } from '@lucid-gateway/simulators'

export interface Case {
  readonly name: string
  readonly params: GenerateContentParameters
  readonly behaviour?: GeminiBehaviour
}

interface Question extends GenerateContentParameters, Omit<Case, 'params'> {}

const flash = 'gemini-3.8-flash'
const older = 'gemini-2.5-flash'
const hello = 'Grüße 👋🏽, how are you?'

const weather = {
  name: 'weather',
  description: 'Tells the weather.',
  parametersJsonSchema: {
    type: 'object',
    properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1 } },
    required: ['city', 'days'],
    additionalProperties: false,
  },
}
const clock = { name: 'clock', parametersJsonSchema: { type: 'object', properties: {} } }
const tools = [{ functionDeclarations: [weather, clock] }]

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const signature = Buffer.from('simulated thought 1').toString('base64')

const questions: readonly Question[] = [
  { name: 'text', model: flash, contents: hello },
  {
    name: 'a conversation with instructions',
    model: flash,
    contents: [
      { role: 'user', parts: [{ text: 'one ' }, { text: 'two' }] },
      { role: 'model', parts: [{ text: 'three' }] },
      { role: 'user', parts: [{ text: 'four' }] },
    ],
    config: { systemInstruction: 'Be brief.' },
  },
  {
    name: 'sampling, limits and labels',
    model: older,
    contents: hello,
    config: {
      temperature: 0.3,
      topP: 0.9,
      topK: 20,
      presencePenalty: 0.5,
      frequencyPenalty: -0.5,
      seed: 7,
      stopSequences: ['zebra', 'are'],
      maxOutputTokens: 100,
      labels: { team: 'blue' },
    },
  },
  {
    name: 'fields that only this vendor knows',
    model: flash,
    contents: hello,
    config: {
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }] as never,
      cachedContent: 'cachedContents/1',
      serviceTier: 'flex' as never,
      mediaResolution: 'MEDIA_RESOLUTION_LOW' as never,
    },
  },
  { name: 'one tool call', model: flash, contents: 'Use weather.', config: { tools } },
  { name: 'several tool calls at once', model: flash, contents: 'Use weather and clock.', config: { tools } },
  { name: 'calls without ids', model: older, contents: 'Use weather and clock.', config: { tools } },
  {
    name: 'a tool with a schema of its own kind',
    model: flash,
    contents: 'Use clock.',
    config: {
      tools: [
        {
          functionDeclarations: [
            {
              name: 'clock',
              parameters: {
                type: Type.OBJECT,
                properties: { zone: { type: Type.STRING, nullable: true }, hours: { type: Type.INTEGER } },
                required: ['hours'],
              },
            },
          ],
        },
      ],
    },
  },
  {
    name: 'text before a tool call',
    model: flash,
    contents: hello,
    config: { tools },
    behaviour: { text: 'Let me look.', functionCalls: [{ name: 'clock', args: {} }] },
  },
  {
    name: 'a tool that has to be called, by its name',
    model: flash,
    contents: hello,
    config: {
      tools,
      toolConfig: {
        functionCallingConfig: { mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: ['clock'] },
      },
    },
  },
  {
    name: 'calls that must fit their schemas',
    model: flash,
    contents: 'Use weather.',
    config: {
      tools: [{ functionDeclarations: [weather] }],
      toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.VALIDATED } },
    },
  },
  {
    name: 'results of tools, signed',
    model: flash,
    contents: [
      { role: 'user', parts: [{ text: 'Use weather and clock.' }] },
      {
        role: 'model',
        parts: [
          {
            functionCall: { id: 'a', name: 'weather', args: { city: 'Ulm', days: 1 } },
            thoughtSignature: signature,
          },
          { functionCall: { id: 'b', name: 'clock', args: {} } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'a', name: 'weather', response: { output: 'sunny' } } },
          { functionResponse: { id: 'b', name: 'clock', response: { hour: 12, error: null } } },
        ],
      },
    ],
    config: { tools },
  },
  {
    name: 'results of tools, without ids and with a picture',
    model: flash,
    contents: [
      { role: 'user', parts: [{ text: 'Use weather.' }] },
      {
        role: 'model',
        parts: [{ functionCall: { name: 'weather', args: {} }, thoughtSignature: signature }],
      },
      {
        role: 'user',
        parts: [
          {
            functionResponse: {
              name: 'weather',
              response: { error: 'no station' },
              parts: [{ inlineData: { mimeType: 'image/png', data: pixel } }],
            },
          },
        ],
      },
    ],
    config: { tools },
  },
  {
    name: 'images, by address and inline',
    model: flash,
    contents: [
      { text: 'What is this?' },
      { fileData: { fileUri: 'https://example.com/cat.png', mimeType: 'image/png' } },
      {
        inlineData: { data: pixel, mimeType: 'image/png' },
        mediaResolution: { level: 'MEDIA_RESOLUTION_LOW' as never },
      },
    ],
  },
  {
    name: 'a video that the vendor holds, in part',
    model: flash,
    contents: [
      {
        fileData: {
          fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/abc',
          mimeType: 'video/mp4',
        },
        videoMetadata: { startOffset: '1s', fps: 2 },
      },
      { text: 'And this?' },
    ],
  },
  {
    name: 'structured output',
    model: flash,
    contents: hello,
    config: {
      responseMimeType: 'application/json',
      responseJsonSchema: {
        title: 'person',
        type: 'object',
        properties: {
          name: { type: 'string' },
          tags: { type: 'array', items: { type: 'string', enum: ['a', 'b'] } },
        },
        required: ['name'],
        additionalProperties: false,
      },
    },
  },
  {
    name: 'structured output by a schema of its own kind',
    model: flash,
    contents: hello,
    config: {
      responseMimeType: 'application/json',
      responseSchema: {
        type: Type.OBJECT,
        properties: { name: { type: Type.STRING }, age: { type: Type.INTEGER, nullable: true } },
        propertyOrdering: ['name', 'age'],
      },
    },
  },
  {
    name: 'JSON without a schema',
    model: flash,
    contents: hello,
    config: { responseMimeType: 'application/json' },
  },
  {
    name: 'thinking, by level and shown',
    model: flash,
    contents: hello,
    config: { thinkingConfig: { includeThoughts: true, thinkingLevel: ThinkingLevel.LOW } },
  },
  {
    name: 'thinking, by budget',
    model: older,
    contents: hello,
    config: { thinkingConfig: { thinkingBudget: 512 } },
  },
  { name: 'no thinking', model: older, contents: hello, config: { thinkingConfig: { thinkingBudget: 0 } } },
  {
    name: 'as much thinking as it likes',
    model: older,
    contents: hello,
    config: { thinkingConfig: { thinkingBudget: -1 } },
  },
  {
    name: 'tokens that were cached, heard or fed in',
    model: flash,
    contents: hello,
    behaviour: { cachedTokens: 2, audioTokens: 6, toolUseTokens: 9 },
  },
  {
    name: 'code that the vendor runs',
    model: flash,
    contents: hello,
    config: { tools: [{ codeExecution: {} }] },
    behaviour: {
      parts: [
        { text: 'I compute. ' },
        { executableCode: { language: 'PYTHON', code: 'print(1+1)' } },
        { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '2\n' } },
        { text: 'It is 2.', thoughtSignature: signature },
      ],
    },
  },
  {
    name: 'a picture that the model draws',
    model: flash,
    contents: hello,
    config: { responseModalities: ['TEXT', 'IMAGE'] },
    behaviour: { parts: [{ text: 'Here: ' }, { inlineData: { mimeType: 'image/png', data: pixel } }] },
  },
  {
    name: 'log-probabilities',
    model: older,
    contents: hello,
    config: { responseLogprobs: true, logprobs: 2 },
  },
  { name: 'several answers', model: older, contents: hello, config: { candidateCount: 3 } },
  { name: 'an answer cut short', model: older, contents: hello, config: { maxOutputTokens: 10 } },
  { name: 'an answer that was filtered', model: flash, contents: 'sim:filter one two three' },
  { name: 'a prompt that was refused', model: flash, contents: 'sim:block' },
  {
    name: 'citations',
    model: flash,
    contents: 'sim:cite one two',
    config: { tools: [{ googleSearch: {} }] },
  },
]

/** What the SDK and the plugin have to agree on, each of them whole and streamed. */
export const cases: readonly Case[] = questions.map(({ name, behaviour, ...params }) => ({
  name,
  params,
  ...(behaviour ? { behaviour } : {}),
}))
