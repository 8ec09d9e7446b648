import type { VendorSchema } from '../routes/route.ts'
import type { JsonSchema } from './request-schema.ts'
import type { vendorAnswers } from './vendor-answers.ts'

const model = {
  type: 'string',
  description: 'A model as GET /v1/models lists it, or a kind such as `chat.default`.',
}
const open = { type: 'object', additionalProperties: true } as const
const messages = { type: 'array', minItems: 1, items: open } as const
const contents = messages
const responseInput = {
  model,
  input: { anyOf: [{ type: 'string' }, { type: 'array', items: open }] },
  instructions: { type: 'string' },
}

interface VendorBody {
  readonly docs: string
  /** What is answered, among the schemas of the document. */
  readonly answer: keyof typeof vendorAnswers
  readonly schema: JsonSchema
  readonly example: object
  /** The same as a form with files, where that is taken too. */
  readonly form?: JsonSchema
}

const imageFields = {
  model: { ...model, description: 'A model as GET /v1/models lists it, or a kind such as `image.default`.' },
  prompt: { type: 'string' },
  n: { type: 'integer', minimum: 1 },
  size: { type: 'string', description: '`auto`, or width "x" height in pixels.' },
  quality: { type: 'string' },
  background: { enum: ['auto', 'opaque', 'transparent'] },
  output_format: { type: 'string' },
  output_compression: { type: 'integer', minimum: 0, maximum: 100 },
  response_format: { enum: ['b64_json', 'url'] },
  stream: { type: 'boolean' },
  partial_images: { type: 'integer', minimum: 0 },
}
const picture = {
  type: 'object',
  properties: { image_url: { type: 'string', description: 'https://..., or data:image/png;base64,...' } },
}
const file = { type: 'string', format: 'binary' }

/** Enough of the vendors' bodies to try them; their own pages say the rest, which is passed on. */
export const vendorSchemas: Readonly<Record<VendorSchema, VendorBody>> = {
  'chat-completion': {
    docs: 'https://platform.openai.com/docs/api-reference/chat/create',
    answer: 'ChatCompletion',
    schema: {
      ...open,
      required: ['messages'],
      properties: {
        model,
        messages,
        stream: { type: 'boolean' },
        stream_options: open,
        tools: { type: 'array', items: open },
        response_format: open,
        max_completion_tokens: { type: 'integer', minimum: 1 },
        temperature: { type: 'number', minimum: 0, maximum: 2 },
      },
    },
    example: {
      model: 'chat.default',
      messages: [{ role: 'user', content: 'Tell me a short story about a lighthouse.' }],
      stream: true,
    },
  },
  response: {
    docs: 'https://developers.openai.com/api/reference/resources/responses/methods/create',
    answer: 'Response',
    schema: {
      ...open,
      properties: {
        ...responseInput,
        stream: { type: 'boolean' },
        store: { type: 'boolean', description: 'Whether the answer is kept; it is unless said.' },
        previous_response_id: { type: 'string', description: 'A kept answer that this one goes on from.' },
        tools: { type: 'array', items: open },
        text: open,
        reasoning: open,
        max_output_tokens: { type: 'integer', minimum: 1 },
        temperature: { type: 'number', minimum: 0, maximum: 2 },
      },
    },
    example: {
      model: 'chat.default',
      input: 'Tell me a short story about a lighthouse.',
      stream: true,
    },
  },
  'response-count': {
    docs: 'https://developers.openai.com/api/reference/resources/responses/subresources/input_tokens',
    answer: 'ResponseCount',
    schema: {
      ...open,
      properties: {
        ...responseInput,
      },
    },
    example: { model: 'chat.default', input: 'How long is this?' },
  },
  message: {
    docs: 'https://platform.claude.com/docs/en/api/messages/create',
    answer: 'Message',
    schema: {
      ...open,
      required: ['model', 'messages', 'max_tokens'],
      properties: {
        model,
        messages,
        max_tokens: { type: 'integer', minimum: 0 },
        system: { anyOf: [{ type: 'string' }, { type: 'array', items: open }] },
        stream: { type: 'boolean' },
        tools: { type: 'array', items: open },
        thinking: open,
        output_config: open,
      },
    },
    example: {
      model: 'chat.default',
      max_tokens: 1024,
      messages: [{ role: 'user', content: 'Tell me a short story about a lighthouse.' }],
    },
  },
  'message-count': {
    docs: 'https://platform.claude.com/docs/en/api/messages/count_tokens',
    answer: 'MessageCount',
    schema: { ...open, required: ['model', 'messages'], properties: { model, messages } },
    example: { model: 'chat.default', messages: [{ role: 'user', content: 'How long is this?' }] },
  },
  content: {
    docs: 'https://ai.google.dev/api/generate-content',
    answer: 'Content',
    schema: {
      ...open,
      required: ['contents'],
      properties: {
        contents,
        systemInstruction: open,
        tools: { type: 'array', items: open },
        toolConfig: open,
        generationConfig: open,
      },
    },
    example: {
      contents: [{ role: 'user', parts: [{ text: 'Tell me a short story about a lighthouse.' }] }],
    },
  },
  'content-count': {
    docs: 'https://ai.google.dev/api/tokens',
    answer: 'ContentCount',
    schema: { ...open, properties: { contents, generateContentRequest: open } },
    example: { contents: [{ role: 'user', parts: [{ text: 'How long is this?' }] }] },
  },
  'content-embedding': {
    docs: 'https://ai.google.dev/api/embeddings#method:-models.embedcontent',
    answer: 'ContentEmbedding',
    schema: {
      ...open,
      required: ['content'],
      properties: {
        content: open,
        taskType: { type: 'string' },
        outputDimensionality: { type: 'integer', minimum: 1 },
      },
    },
    example: { content: { parts: [{ text: 'A cat on a mat' }] } },
  },
  'content-embeddings': {
    docs: 'https://ai.google.dev/api/embeddings#method:-models.batchembedcontents',
    answer: 'ContentEmbeddings',
    schema: {
      ...open,
      required: ['requests'],
      properties: { requests: { type: 'array', minItems: 1, items: open } },
    },
    example: { requests: [{ content: { parts: [{ text: 'A cat on a mat' }] } }] },
  },
  embedding: {
    docs: 'https://platform.openai.com/docs/api-reference/embeddings/create',
    answer: 'Embeddings',
    schema: {
      ...open,
      required: ['input'],
      properties: {
        model,
        input: { anyOf: [{ type: 'string' }, { type: 'array' }] },
        dimensions: { type: 'integer', minimum: 1 },
        encoding_format: { enum: ['float', 'base64'] },
      },
    },
    example: { model: 'embedding.default', input: ['A cat on a mat', 'A dog in the fog'] },
  },
  'image-generation': {
    docs: 'https://platform.openai.com/docs/api-reference/images/create',
    answer: 'Pictures',
    schema: { ...open, required: ['prompt'], properties: imageFields },
    example: { model: 'image.default', prompt: 'A lighthouse at dusk' },
  },
  'image-edit': {
    docs: 'https://platform.openai.com/docs/api-reference/images/createEdit',
    answer: 'Pictures',
    schema: {
      ...open,
      required: ['prompt', 'images'],
      properties: { ...imageFields, images: { type: 'array', minItems: 1, items: picture }, mask: picture },
    },
    example: {
      model: 'image.default',
      prompt: 'The same at night',
      images: [{ image_url: 'https://example.com/lighthouse.png' }],
    },
    form: {
      ...open,
      required: ['prompt', 'image'],
      properties: { ...imageFields, image: file, 'image[]': { type: 'array', items: file }, mask: file },
    },
  },
  moderation: {
    docs: 'https://platform.openai.com/docs/api-reference/moderations/create',
    answer: 'Moderation',
    schema: {
      ...open,
      required: ['input'],
      properties: { model, input: { anyOf: [{ type: 'string' }, { type: 'array' }] } },
    },
    example: { model: 'moderation.default', input: 'A kind word.' },
  },
}
