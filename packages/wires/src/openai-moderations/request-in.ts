import type {
  FilePart,
  JsonObject,
  JsonValue,
  ModerationInput,
  ModerationRequest,
  ReceiptEntry,
  TextPart,
} from '@lucid-gateway/core'
import { arrayAt, invalid, maybeText, nameAt, objectAt, textAt } from '../kit/check.ts'
import { readDataUrl } from '../kit/data-url.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { openaiModerations } from './wire.ts'

export interface ReadModerationRequest {
  readonly request: ModerationRequest
  readonly receipt: readonly ReceiptEntry[]
  /** Undefined where the caller leaves it to the gateway. */
  readonly model: string | undefined
}

const known = new Set(['model', 'input'])

/** Reads the body of https://platform.openai.com/docs/api-reference/moderations/create */
export function readRequest(body: JsonObject): ReadModerationRequest {
  return {
    request: { inputs: readInputs(body.input), ...extraOf(openaiModerations, unknownFields(body, known)) },
    receipt: [],
    model: maybeText(body.model, 'model'),
  }
}

/** A text, a list of texts, or a list of parts that is judged as one. */
function readInputs(value: JsonValue | undefined): readonly ModerationInput[] {
  if (typeof value === 'string') return [value]
  const inputs = arrayAt(value, 'input')
  if (inputs.length === 0) throw invalid('input', '"input" is empty.', 'Send at least one text.')
  if (typeof inputs[0] === 'string') return inputs.map((input, index) => textAt(input, `input[${index}]`))
  return [
    { content: inputs.map((part, index) => readPart(objectAt(part, `input[${index}]`), `input[${index}]`)) },
  ]
}

function readPart(part: JsonObject, path: string): TextPart | FilePart {
  if (part.type === 'text') return { type: 'text', text: textAt(part.text, `${path}.text`) }
  if (part.type !== 'image_url') {
    throw invalid(
      `${path}.type`,
      `"${path}.type" must be text or image_url.`,
      'Only these two can be judged.',
    )
  }
  const url = nameAt(objectAt(part.image_url, `${path}.image_url`).url, `${path}.image_url.url`)
  const bytes = readDataUrl(url)
  return {
    type: 'file',
    mediaType: bytes?.mediaType ?? 'image/*',
    data: bytes ? { kind: 'base64', base64: bytes.base64 } : { kind: 'url', url },
  }
}
