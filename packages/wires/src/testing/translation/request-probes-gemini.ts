import type { JsonObject } from '@lucid-gateway/core'
import type { ProbeSet } from './probe-set.ts'

const user = { role: 'user', parts: [{ text: 'Hi' }] } as const
const schema = { type: 'object', properties: { a: { type: 'string' } } } as const
const declaration = { name: 'probe_tool', description: 'd', parametersJsonSchema: schema } as const
const tool = { functionDeclarations: [declaration] } as const
const call = { functionCall: { id: 'c1', name: 'probe_tool', args: { a: 'b' } } } as const
const result = {
  functionResponse: { id: 'c1', name: 'probe_tool', response: { output: 'probe result' } },
} as const
const said = (...parts: readonly JsonObject[]): JsonObject => ({ contents: [{ role: 'user', parts }] })
const answered = (
  parts: readonly JsonObject[],
  next: readonly JsonObject[] = [{ text: 'Hi' }],
): JsonObject => ({
  contents: [user, { role: 'model', parts }, { role: 'user', parts: next }],
})
const config = (fields: JsonObject): JsonObject => ({ generationConfig: fields })
const choose = (fields: JsonObject): JsonObject => ({
  tools: [{ functionDeclarations: [declaration, { ...declaration, name: 'other' }] }],
  toolConfig: { functionCallingConfig: fields },
})

/** The fields of https://ai.google.dev/api/generate-content */
export const geminiRequests: ProbeSet = {
  plain: { contents: [user] },
  probes: [
    ['instructions', 'systemInstruction', { systemInstruction: { parts: [{ text: 'probe' }] } }],
    ['image as bytes', 'inlineData', said({ inlineData: { mimeType: 'image/png', data: 'aGk=' } })],
    [
      'image by URL',
      'fileData',
      said({ fileData: { mimeType: 'image/png', fileUri: 'https://probe.test/a.png' } }),
    ],
    [
      'image detail',
      'mediaResolution of a part',
      said({
        inlineData: { mimeType: 'image/png', data: 'aGk=' },
        mediaResolution: { level: 'MEDIA_RESOLUTION_LOW' },
      }),
    ],
    [
      'PDF as bytes',
      'inlineData',
      said({ inlineData: { mimeType: 'application/pdf', data: 'JVBERi0=', displayName: 'probe' } }),
    ],
    [
      'PDF by URL',
      'fileData',
      said({ fileData: { mimeType: 'application/pdf', fileUri: 'https://probe.test/a.pdf' } }),
    ],
    [
      'file by reference',
      'fileData',
      said({ fileData: { mimeType: 'application/pdf', fileUri: 'files/probe' } }),
    ],
    ['audio as bytes', 'inlineData', said({ inlineData: { mimeType: 'audio/wav', data: 'aGk=' } })],
    [
      'video',
      'fileData, videoMetadata',
      said({
        fileData: { mimeType: 'video/mp4', fileUri: 'https://probe.test/a.mp4' },
        videoMetadata: { fps: 2 },
      }),
    ],
    [
      'signed reasoning of an earlier turn',
      'thought, thoughtSignature',
      answered([{ text: 'probe', thought: true, thoughtSignature: 'c2ln' }, { text: 'Yes' }]),
    ],
    [
      'signature of a call',
      'thoughtSignature',
      { tools: [tool], ...answered([{ ...call, thoughtSignature: 'c2ln' }], [result]) },
    ],
    [
      'vendor’s tools of an earlier turn',
      'executableCode',
      answered([
        { executableCode: { language: 'PYTHON', code: 'probe' } },
        { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } },
        { text: 'Yes' },
      ]),
    ],
    ['functions', 'functionDeclarations', { tools: [tool] }],
    [
      'schema of the vendor’s kind',
      'parameters',
      {
        tools: [
          {
            functionDeclarations: [
              {
                name: 'probe_tool',
                description: 'd',
                parameters: { type: 'OBJECT', properties: { probe: { type: 'STRING' } } },
              },
            ],
          },
        ],
      },
    ],
    [
      'schema of results',
      'responseJsonSchema of a function',
      { tools: [{ functionDeclarations: [{ ...declaration, responseJsonSchema: schema }] }] },
    ],
    [
      'behaviour of functions',
      'behavior',
      { tools: [{ functionDeclarations: [{ ...declaration, behavior: 'NON_BLOCKING' }] }] },
    ],
    ['calls and results', 'functionCall', { tools: [tool], ...answered([call], [result]) }],
    [
      'several calls at once',
      'functionCall',
      {
        tools: [tool],
        ...answered(
          [call, { functionCall: { ...call.functionCall, id: 'c2' } }],
          [result, { functionResponse: { ...result.functionResponse, id: 'c2' } }],
        ),
      },
    ],
    [
      'results with images',
      'functionResponse.parts',
      {
        tools: [tool],
        ...answered(
          [call],
          [
            {
              functionResponse: {
                ...result.functionResponse,
                parts: [{ inlineData: { mimeType: 'image/png', data: 'aGk=' } }],
              },
            },
          ],
        ),
      },
    ],
    [
      'failed results',
      'functionResponse: error',
      {
        tools: [tool],
        ...answered(
          [call],
          [{ functionResponse: { ...result.functionResponse, response: { error: 'probe' } } }],
        ),
      },
    ],
    ['web search', 'tools: googleSearch', { tools: [{ googleSearch: {} }] }],
    ['code that the vendor runs', 'tools: codeExecution', { tools: [{ codeExecution: {} }] }],
    ['pages that the vendor fetches', 'tools: urlContext', { tools: [{ urlContext: {} }] }],
    [
      'files that the vendor searches',
      'tools: fileSearch',
      { tools: [{ fileSearch: { fileSearchStoreNames: ['probe'] } }] },
    ],
    ['maps', 'tools: googleMaps', { tools: [{ googleMaps: {} }] }],
    ['no tool', 'mode: NONE', choose({ mode: 'NONE' })],
    ['any tool', 'mode: ANY', choose({ mode: 'ANY' })],
    ['one tool', 'allowedFunctionNames', choose({ mode: 'ANY', allowedFunctionNames: ['probe_tool'] })],
    [
      'allowed tools',
      'allowedFunctionNames',
      choose({ mode: 'VALIDATED', allowedFunctionNames: ['probe_tool'] }),
    ],
    ['strict functions', 'mode: VALIDATED', choose({ mode: 'VALIDATED' })],
    [
      'calls in pieces',
      'streamFunctionCallArguments',
      choose({ mode: 'AUTO', streamFunctionCallArguments: true }),
    ],
    [
      'other configuration of tools',
      'retrievalConfig',
      { tools: [tool], toolConfig: { retrievalConfig: { languageCode: 'probe' } } },
    ],
    [
      'structured output',
      'responseJsonSchema',
      config({ responseMimeType: 'application/json', responseJsonSchema: { ...schema, title: 'probe' } }),
    ],
    [
      'structured output of the vendor’s kind',
      'responseSchema',
      config({
        responseMimeType: 'application/json',
        responseSchema: { type: 'OBJECT', properties: { probe: { type: 'STRING' } } },
      }),
    ],
    [
      'one word of several',
      'responseMimeType: text/x.enum',
      config({ responseMimeType: 'text/x.enum', responseSchema: { type: 'STRING', enum: ['probe'] } }),
    ],
    ['JSON of any kind', 'responseMimeType', config({ responseMimeType: 'application/json' })],
    ['reasoning effort', 'thinkingLevel', config({ thinkingConfig: { thinkingLevel: 'HIGH' } })],
    ['reasoning budget', 'thinkingBudget', config({ thinkingConfig: { thinkingBudget: 2424 } })],
    [
      'reasoning as the model sees fit',
      'thinkingBudget: -1',
      config({ thinkingConfig: { thinkingBudget: -1 } }),
    ],
    ['reasoning off', 'thinkingBudget: 0', config({ thinkingConfig: { thinkingBudget: 0 } })],
    ['summary of the reasoning', 'includeThoughts', config({ thinkingConfig: { includeThoughts: true } })],
    ['most tokens of output', 'maxOutputTokens', config({ maxOutputTokens: 4242 })],
    ['temperature', 'temperature', config({ temperature: 0.375 })],
    ['temperature above 1', 'temperature', config({ temperature: 1.5 })],
    ['top p', 'topP', config({ topP: 0.375 })],
    ['top k', 'topK', config({ topK: 42 })],
    ['stop sequences', 'stopSequences', config({ stopSequences: ['probe'] })],
    ['seed', 'seed', config({ seed: 4242 })],
    ['presence penalty', 'presencePenalty', config({ presencePenalty: 0.375 })],
    ['frequency penalty', 'frequencyPenalty', config({ frequencyPenalty: 0.375 })],
    ['log-probabilities', 'responseLogprobs, logprobs', config({ responseLogprobs: true, logprobs: 3 })],
    ['several answers', 'candidateCount', config({ candidateCount: 3 })],
    ['spoken or drawn answer', 'responseModalities', config({ responseModalities: ['TEXT', 'IMAGE'] })],
    ['voice', 'speechConfig', config({ speechConfig: { languageCode: 'probe' } })],
    ['form of pictures', 'imageConfig', config({ imageConfig: { aspectRatio: '1:1' } })],
    ['detail of all media', 'mediaResolution', config({ mediaResolution: 'MEDIA_RESOLUTION_LOW' })],
    [
      'safety settings',
      'safetySettings',
      { safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }] },
    ],
    ['content in the vendor’s cache', 'cachedContent', { cachedContent: 'cachedContents/probe' }],
    ['labels', 'labels', { labels: { key: 'probe' } }],
    ['service tier', 'serviceTier', { serviceTier: 'flex' }],
    ['kept by the vendor', 'store', { store: true }],
    ['screening of prompts', 'modelArmorConfig', { modelArmorConfig: { promptTemplateName: 'probe' } }],
  ],
}
