import type {
  EmbeddingInput,
  EmbeddingRequest,
  JsonObject,
  JsonValue,
  ReceiptEntry,
} from '@lucid-gateway/core'
import { arrayAt, invalid, maybeInteger, maybeText, nameAt } from '../kit/check.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { type Encoding, openaiEmbeddings } from './wire.ts'

/** A caller's request in canonical words, and what the dialect needs beside it. */
export interface ReadEmbeddingRequest {
  readonly request: EmbeddingRequest
  readonly receipt: readonly ReceiptEntry[]
  readonly model: string
  /** How the caller wants the vectors written. */
  readonly encoding: Encoding
}

const known = new Set(['model', 'input', 'dimensions', 'encoding_format', 'user'])

/** Reads the body of https://platform.openai.com/docs/api-reference/embeddings/create */
export function readRequest(body: JsonObject): ReadEmbeddingRequest {
  const dimensions = maybeInteger(body.dimensions, 'dimensions', 1)
  const user = maybeText(body.user, 'user')
  const request: EmbeddingRequest = {
    inputs: readInputs(body.input),
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(user === undefined ? {} : { user }),
    ...extraOf(openaiEmbeddings, unknownFields(body, known)),
  }
  return {
    request,
    receipt: [],
    model: nameAt(body.model, 'model'),
    encoding: readEncoding(body.encoding_format),
  }
}

function readEncoding(value: JsonValue | undefined): Encoding {
  if (value === undefined || value === null || value === 'float') return 'float'
  if (value === 'base64') return value
  throw invalid(
    'encoding_format',
    '"encoding_format" must be float or base64.',
    'Say one of the two, or leave it out.',
  )
}

/** A text, a list of texts, a list of tokens, or a list of such lists. */
function readInputs(value: JsonValue | undefined): readonly EmbeddingInput[] {
  if (typeof value === 'string') return [nameAt(value, 'input')]
  const inputs = arrayAt(value, 'input')
  if (inputs.length === 0) throw invalid('input', '"input" is empty.', 'Send at least one text.')
  if (isTokens(inputs)) return [inputs]
  return inputs.map((input, index) => {
    const path = `input[${index}]`
    if (typeof input === 'string') return nameAt(input, path)
    const tokens = arrayAt(input, path)
    if (tokens.length > 0 && isTokens(tokens)) return tokens
    throw invalid(path, `"${path}" must be a text or a list of tokens.`, 'Tokens are whole numbers from 0.')
  })
}

function isTokens(values: readonly JsonValue[]): values is readonly number[] {
  return values.every(value => Number.isInteger(value) && (value as number) >= 0)
}
