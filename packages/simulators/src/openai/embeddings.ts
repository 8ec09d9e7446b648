import { badRequest } from './api-error.ts'
import { modelFor } from './models.ts'
import { array, type Fields, integer, object, oneOf, text, wrongType } from './shape.ts'
import { countTokens } from './tokens.ts'

// https://developers.openai.com/api/reference/resources/embeddings/methods/create

type Input = string | readonly number[]

const embeddingsBody = object({
  'model!': text(),
  'input!': checkInput,
  dimensions: integer(1),
  encoding_format: oneOf('float', 'base64'),
  user: text(),
})

function checkInput(value: unknown, path: string): void {
  if (typeof value === 'string') {
    if (value === '') throw badRequest("'$.input' is invalid. Please check the API reference.", null)
    return
  }
  if (!Array.isArray(value)) throw wrongType(path, 'one of a string or array', value)
  const first: unknown = value[0]
  if (typeof first === 'number') array(integer(0), 1, 8192)(value, path)
  else if (Array.isArray(first)) array(array(integer(0), 1, 8192), 1, 2048)(value, path)
  else array(text(), 1, 2048)(value, path)
  if (value.includes('')) throw badRequest("'$.input' is invalid. Please check the API reference.", null)
}

export interface Embeddings {
  readonly body: object
  readonly promptTokens: number
}

export function embed(request: unknown): Embeddings {
  embeddingsBody(request, '')
  const body = request as Fields
  const model = modelFor(String(body['model']), 'embedding')
  const dimensions = (body['dimensions'] as number | undefined) ?? model.dimensions ?? 1
  if (body['dimensions'] !== undefined && !model.resizable) {
    throw badRequest('This model does not support specifying dimensions.', null)
  }
  if (dimensions > (model.dimensions ?? 1)) {
    throw badRequest(
      `Invalid value for 'dimensions' = ${dimensions}. Must be less than or equal to ${model.dimensions}.`,
      'dimensions',
    )
  }
  const inputs = inputsOf(body['input'])
  const counts = inputs.map(input => (typeof input === 'string' ? countTokens(input) : input.length))
  const longest = Math.max(...counts)
  if (longest > model.contextTokens) {
    throw badRequest(
      `This model's maximum context length is ${model.contextTokens} tokens, however you requested ${longest} tokens.`,
      null,
      'context_length_exceeded',
    )
  }
  const promptTokens = counts.reduce((sum, count) => sum + count, 0)
  const data = inputs.map((input, index) => {
    const vector = vectorOf(typeof input === 'string' ? input : input.join(' '), dimensions)
    return {
      object: 'embedding',
      index,
      embedding: body['encoding_format'] === 'base64' ? base64(vector) : vector,
    }
  })
  const usage = { prompt_tokens: promptTokens, total_tokens: promptTokens }
  return { body: { object: 'list', data, model: model.served, usage }, promptTokens }
}

function inputsOf(input: unknown): readonly Input[] {
  if (typeof input === 'string') return [input]
  const items = input as readonly (string | number | readonly number[])[]
  return typeof items[0] === 'number' ? [items as readonly number[]] : (items as readonly Input[])
}

/** A unit vector that follows from the text alone, in numbers that a 32-bit float holds exactly. */
function vectorOf(input: string, dimensions: number): readonly number[] {
  let state = 2_166_136_261
  for (const char of input) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 16_777_619)
  const raw = Array.from({ length: dimensions }, () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9
    return ((state >>> 8) % 2001) / 1000 - 1
  })
  const length = Math.hypot(...raw) || 1
  return raw.map(value => Math.fround(value / length))
}

function base64(vector: readonly number[]): string {
  return Buffer.from(new Float32Array(vector).buffer).toString('base64')
}
