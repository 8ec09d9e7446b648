import { type JsonObject, type JsonValue, type Reading, totalOf, type Usage } from '@lucid-gateway/core'
import { isObject } from '../kit/json.ts'
import { countOf, quantityOf, restOf, unknown } from '../kit/readings.ts'

/**
 * Pictures are counted whatever the vendor says. Of its tokens those of texts and of pictures are metered apart; where it
 * does not tell them apart, what comes out is picture.
 */
export function readUsage(usage: JsonValue | undefined, images: number): Usage {
  const image: Reading = { certainty: 'known', quantity: images }
  if (!isObject(usage)) return { meters: { image, input: unknown, output_image: unknown } }
  const input = countOf(usage.input_tokens)
  const output = countOf(usage.output_tokens)
  const pictures = countOf(detail(usage.input_tokens_details, 'image_tokens'))
  const texts = countOf(detail(usage.output_tokens_details, 'text_tokens'))
  return {
    meters: {
      image,
      input: restOf(input, pictures),
      ...(pictures === undefined ? {} : { input_image: { certainty: 'known', quantity: pictures } }),
      output_image: restOf(output, texts),
      ...(texts ? { output: { certainty: 'known', quantity: texts } } : {}),
    },
    raw: usage,
  }
}

function detail(details: JsonValue | undefined, name: string): JsonValue | undefined {
  return isObject(details) ? details[name] : undefined
}

const textIn = ['input', 'cache_read', 'cache_write', 'cache_write_1h'] as const
const textOut = ['output', 'reasoning'] as const

/** Undefined where what went in or came out is not known in tokens. */
export function writeUsage(usage: Usage): JsonObject | undefined {
  const sum = (meters: readonly string[]): number | undefined => quantityOf(totalOf(usage, meters))
  const input = sum([...textIn, 'input_image'])
  const output = sum([...textOut, 'output_image'])
  if (input === undefined || output === undefined) return undefined
  const imageIn = sum(['input_image']) ?? 0
  const imageOut = sum(['output_image']) ?? 0
  return {
    input_tokens: input,
    input_tokens_details: { image_tokens: imageIn, text_tokens: input - imageIn },
    output_tokens: output,
    output_tokens_details: { image_tokens: imageOut, text_tokens: output - imageOut },
    total_tokens: input + output,
  }
}
