import {
  anything,
  bytes,
  enumOf,
  type Field,
  type Fields,
  flag,
  float,
  int64,
  integer,
  mapOf,
  message,
  repeated,
  struct,
  text,
  textMap,
} from './proto.ts'

// https://ai.google.dev/api/caching#Content

const blob = message({ 'mimeType!': text, 'data!': bytes, displayName: text })
const fileData = message({ mimeType: text, 'fileUri!': text, displayName: text })
const level = enumOf(
  ...['UNSPECIFIED', 'LOW', 'MEDIUM', 'HIGH', 'ULTRA_HIGH'].map(name => `MEDIA_RESOLUTION_${name}`),
)

const part = message({
  text,
  thought: flag,
  thoughtSignature: bytes,
  inlineData: blob,
  fileData,
  functionCall: message({ id: text, 'name!': text, args: struct }),
  functionResponse: message({
    id: text,
    'name!': text,
    'response!': struct,
    parts: repeated(message({ inlineData: blob, fileData, mediaProcessing: struct })),
    willContinue: flag,
    scheduling: text,
  }),
  executableCode: message({ id: text, language: enumOf('LANGUAGE_UNSPECIFIED', 'PYTHON'), 'code!': text }),
  codeExecutionResult: message({
    id: text,
    'outcome!': enumOf('OUTCOME_OK', 'OUTCOME_FAILED', 'OUTCOME_DEADLINE_EXCEEDED'),
    output: text,
  }),
  toolCall: message({ id: text, toolType: text, args: struct }),
  toolResponse: message({ id: text, toolType: text, response: struct }),
  videoMetadata: struct,
  mediaResolution: message({ level, numTokens: integer(1) }),
  partMetadata: struct,
})

const content: Field = message({ role: text, parts: repeated(part) })

const types = ['TYPE_UNSPECIFIED', 'STRING', 'NUMBER', 'INTEGER', 'BOOLEAN', 'ARRAY', 'OBJECT', 'NULL']
const type: Field = (value, path) =>
  enumOf(...types)(typeof value === 'string' ? value.toUpperCase() : value, path)

/** The vendor's own schemas, a part of OpenAPI's: https://ai.google.dev/api/caching#Schema */
const schema: Field = (value, path) => schemaMessage(value, path)
const schemaMessage = message({
  type,
  format: text,
  title: text,
  description: text,
  nullable: flag,
  enum: repeated(text),
  maxItems: int64,
  minItems: int64,
  properties: mapOf(schema),
  required: repeated(text),
  minProperties: int64,
  maxProperties: int64,
  minLength: int64,
  maxLength: int64,
  pattern: text,
  example: anything,
  anyOf: repeated(schema),
  propertyOrdering: repeated(text),
  default: anything,
  items: schema,
  minimum: float(-Number.MAX_VALUE, Number.MAX_VALUE),
  maximum: float(-Number.MAX_VALUE, Number.MAX_VALUE),
})

const functionName: Field = (value, path) => text(value, path)

const tool = message({
  functionDeclarations: repeated(
    message({
      'name!': functionName,
      description: text,
      parameters: schema,
      parametersJsonSchema: anything,
      response: schema,
      responseJsonSchema: anything,
      behavior: text,
    }),
  ),
  googleSearch: struct,
  googleSearchRetrieval: struct,
  codeExecution: struct,
  urlContext: struct,
  computerUse: struct,
  fileSearch: struct,
  googleMaps: struct,
  mcpServers: repeated(struct),
})

const toolConfig = message({
  functionCallingConfig: message({
    mode: enumOf('MODE_UNSPECIFIED', 'AUTO', 'ANY', 'NONE', 'VALIDATED'),
    allowedFunctionNames: repeated(text),
  }),
  retrievalConfig: struct,
  includeServerSideToolInvocations: flag,
})

const generationConfig = message({
  stopSequences: repeated(text),
  responseMimeType: text,
  responseSchema: schema,
  responseJsonSchema: anything,
  responseModalities: repeated(enumOf('TEXT', 'IMAGE', 'AUDIO')),
  responseFormat: repeated(struct),
  candidateCount: integer(1, 8),
  maxOutputTokens: integer(1),
  temperature: float(0, 2),
  topP: float(0, 1),
  topK: float(1, 1000),
  seed: integer(-2_147_483_648),
  presencePenalty: float(-2, 2),
  frequencyPenalty: float(-2, 2),
  responseLogprobs: flag,
  logprobs: integer(0, 20),
  enableEnhancedCivicAnswers: flag,
  speechConfig: struct,
  imageConfig: struct,
  mediaResolution: level,
  thinkingConfig: message({
    includeThoughts: flag,
    thinkingBudget: integer(-1, 32_768),
    thinkingLevel: enumOf('THINKING_LEVEL_UNSPECIFIED', 'MINIMAL', 'LOW', 'MEDIUM', 'HIGH'),
  }),
})

const generateFields = {
  model: text,
  contents: repeated(content),
  systemInstruction: content,
  tools: repeated(tool),
  toolConfig,
  safetySettings: repeated(message({ 'category!': text, 'threshold!': text })),
  generationConfig,
  cachedContent: text,
  labels: textMap,
  serviceTier: text,
  store: flag,
  continuationToken: bytes,
}

/** https://ai.google.dev/api/generate-content#request-body */
export const generateRequest: Field = message(generateFields)

/** https://ai.google.dev/api/tokens#request-body. Vertex AI takes the rest of a request beside its contents. */
export const countRequest: Field = message({
  contents: generateFields.contents,
  generateContentRequest: message(generateFields),
})
export const vertexCountRequest: Field = message({
  contents: generateFields.contents,
  systemInstruction: content,
  tools: generateFields.tools,
  generationConfig,
  model: text,
})

const embedRequest = message({
  model: text,
  'content!': content,
  taskType: enumOf(
    'TASK_TYPE_UNSPECIFIED',
    'RETRIEVAL_QUERY',
    'RETRIEVAL_DOCUMENT',
    'SEMANTIC_SIMILARITY',
    'CLASSIFICATION',
    'CLUSTERING',
    'QUESTION_ANSWERING',
    'FACT_VERIFICATION',
    'CODE_RETRIEVAL_QUERY',
  ),
  title: text,
  outputDimensionality: integer(1),
})

/** https://ai.google.dev/api/embeddings */
export const batchEmbedRequest: Field = message({ 'requests!': repeated(embedRequest) })

export interface GenerateBody extends Fields {
  readonly contents?: readonly ContentBody[]
  readonly systemInstruction?: ContentBody
  readonly tools?: readonly Fields[]
  readonly toolConfig?: { readonly functionCallingConfig?: Fields }
  readonly generationConfig?: Fields
}

export interface ContentBody {
  readonly role?: string
  readonly parts?: readonly Fields[]
}
