import {
  type Content,
  GoogleGenAI,
  type GenerateContentParameters,
  type GenerateContentResponse,
} from '@google/genai'
import type { Question, Said, TestClient, TestTurn } from './test-client.ts'

/** https://googleapis.github.io/js-genai; the SDK is pointed at the gateway by its base URL alone. */
export function geminiClient(gateway: string, apiKey: string, apiVersion = 'v1beta'): TestClient {
  const sdk = new GoogleGenAI({ apiKey, apiVersion, httpOptions: { baseUrl: `${gateway}/gemini` } })
  return {
    ask: async question => read([await sdk.models.generateContent(parametersOf(question))]),
    stream: async question =>
      read(await Array.fromAsync(await sdk.models.generateContentStream(parametersOf(question)))),
    failureOf: thrown => {
      const { name, status } = thrown as Error & { readonly status?: number }
      return { name, status }
    },
  }
}

function parametersOf({ model, turns, system, tools, schema, thinks }: Question): GenerateContentParameters {
  return {
    model,
    contents: turns.map(contentOf),
    config: {
      ...(system === undefined ? {} : { systemInstruction: system }),
      ...(tools
        ? {
            tools: [
              {
                functionDeclarations: tools.map(tool => ({
                  name: tool.name,
                  description: `Tells the ${tool.name}.`,
                  parametersJsonSchema: { type: 'object', ...tool.schema },
                })),
              },
            ],
          }
        : {}),
      ...(schema ? { responseMimeType: 'application/json', responseJsonSchema: schema } : {}),
      ...(thinks ? { thinkingConfig: { includeThoughts: true } } : {}),
    },
  }
}

function contentOf(turn: TestTurn): Content {
  if ('said' in turn) return turn.said.raw as Content
  if ('results' in turn) {
    const parts = turn.results.map(({ call, text }) => ({
      functionResponse: { ...(call.id ? { id: call.id } : {}), name: call.name, response: { result: text } },
    }))
    return { role: 'user', parts }
  }
  const image = turn.png === undefined ? [] : [{ inlineData: { mimeType: 'image/png', data: turn.png } }]
  return { role: 'user', parts: [{ text: turn.user }, ...image] }
}

/** The parts of all chunks are the parts of the answer. */
function read(chunks: readonly GenerateContentResponse[]): Said {
  const candidates = chunks.flatMap(({ candidates: [first] = [] }) => (first ? [first] : []))
  const parts = candidates.flatMap(({ content }) => content?.parts ?? [])
  const usage = chunks.findLast(({ usageMetadata }) => usageMetadata)?.usageMetadata ?? {}
  const spoken = parts.filter(part => part.text !== undefined)
  const thought = usage.thoughtsTokenCount ?? 0
  return {
    text: spoken.map(part => (part.thought ? '' : part.text)).join(''),
    finish: candidates.findLast(({ finishReason }) => finishReason)?.finishReason ?? '',
    calls: parts.flatMap(({ functionCall: call }) =>
      call ? [{ id: call.id ?? '', name: call.name ?? '', input: call.args }] : [],
    ),
    thoughts: spoken.map(part => (part.thought ? part.text : '')).join(''),
    sources: candidates.flatMap(({ groundingMetadata, citationMetadata }) => [
      ...(groundingMetadata?.groundingChunks ?? []).flatMap(({ web }) => (web?.uri ? [web.uri] : [])),
      ...(citationMetadata?.citations ?? []).flatMap(({ uri }) => (uri ? [uri] : [])),
    ]),
    input: (usage.promptTokenCount ?? 0) + (usage.toolUsePromptTokenCount ?? 0),
    output: (usage.candidatesTokenCount ?? 0) + thought,
    cached: usage.cachedContentTokenCount ?? 0,
    thought,
    raw: { role: 'model', parts },
  }
}
