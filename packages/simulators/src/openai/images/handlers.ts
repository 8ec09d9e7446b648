import type { Delivery, Piece } from '../../delivery.ts'
import type { Turn } from '../../server.ts'
import { jsonAnswer, namedRefusal } from '../answer.ts'
import { type Behaviour, wished, wishesIn } from '../behaviour.ts'
import type { Fields } from '../shape.ts'
import { countTokens } from '../tokens.ts'
import { checkEdit, checkGeneration, type ImageBody } from './check-body.ts'
import { readForm, type SentForm } from './form.ts'
import { pictureOf } from './picture.ts'

type Headers = Readonly<Record<string, string>>

export function generate(turn: Turn<Behaviour>, headers: Headers, behaviour: Behaviour): Delivery {
  return answer('image_generation', checkGeneration(turn.request.body), turn, headers, behaviour)
}

/** What came is kept for tests as `request.body`: its texts, and of each file what it is. */
export function edit(turn: Turn<Behaviour>, headers: Headers, behaviour: Behaviour): Delivery {
  const form = readForm(turn.request)
  const fields = typed(form)
  turn.request.body = {
    ...fields,
    files: form.files.map(([name, { type, bytes }]) => ({ name, type, base64: bytes.toString('base64') })),
  }
  return answer('image_edit', checkEdit(fields, form.files), turn, headers, behaviour)
}

const numbers = new Set(['n', 'output_compression', 'partial_images', 'frame_count', 'frame_duration_ms'])

function typed({ fields }: SentForm): Fields {
  return Object.fromEntries(
    fields.map(([name, value]) => {
      if (numbers.has(name) && /^-?\d+$/.test(value)) return [name, Number(value)]
      return [name, name === 'stream' && /^(true|false)$/.test(value) ? value === 'true' : value]
    }),
  )
}

interface Drawn {
  readonly width: number
  readonly height: number
  readonly quality: string
  readonly background: string
  readonly usage: Usage
}

interface Usage {
  readonly input_tokens: number
  readonly input_tokens_details: { readonly image_tokens: number; readonly text_tokens: number }
  readonly output_tokens: number
  readonly output_tokens_details?: { readonly image_tokens: number; readonly text_tokens: number }
  readonly total_tokens: number
}

function answer(
  what: 'image_generation' | 'image_edit',
  body: ImageBody,
  turn: Turn<Behaviour>,
  headers: Headers,
  scripted: Behaviour,
): Delivery {
  const wishes = wishesIn(body.prompt)
  const behaviour: Behaviour = { ...wished(wishes), ...scripted }
  const refused = namedRefusal(behaviour, headers)
  if (refused) return refused
  const drawn = draw(body)
  turn.request.usage = {
    promptTokens: drawn.usage.input_tokens,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    completionTokens: drawn.usage.output_tokens,
    reasoningTokens: 0,
  }
  const { fault } = behaviour
  if (!body.stream || fault?.kind === 'html' || fault?.kind === 'body-error') {
    const all = wholeBody(body, drawn, wishes.has('revise'))
    return jsonAnswer(200, all, { ...headers, ...behaviour.headers }, behaviour, drawn.usage.output_tokens)
  }
  return {
    status: 200,
    headers: { ...headers, ...behaviour.headers, 'content-type': 'text/event-stream; charset=utf-8' },
    pieces: events(what, body, drawn, fault?.kind === 'without' && fault.what === 'usage'),
    ...(fault ? { fault } : {}),
    ...(behaviour.paceMs === undefined ? {} : { paceMs: behaviour.paceMs }),
  }
}

const created = 1_770_935_251
const perQuality: Readonly<Record<string, number>> = {
  low: 272,
  medium: 1056,
  high: 4160,
  xhigh: 8320,
  max: 16_640,
}

function draw(body: ImageBody): Drawn {
  const [width = 1024, height = 1024] = body.size === 'auto' ? [] : body.size.split('x').map(Number)
  const quality = body.quality === 'auto' ? 'medium' : body.quality
  const text = countTokens(body.prompt)
  const image = body.images.length * 323
  const output = body.n * Math.ceil(((perQuality[quality] ?? 1056) * width * height) / 1024 ** 2)
  return {
    width,
    height,
    quality,
    background: body.background === 'auto' ? 'opaque' : body.background,
    usage: {
      input_tokens: text + image,
      input_tokens_details: { image_tokens: image, text_tokens: text },
      output_tokens: output,
      output_tokens_details: { image_tokens: output, text_tokens: 0 },
      total_tokens: text + image + output,
    },
  }
}

function wholeBody(body: ImageBody, drawn: Drawn, revises: boolean): object {
  const { width, height, quality, background, usage } = drawn
  const data = Array.from({ length: body.n }, (_, index) => ({
    b64_json: pictureOf(body.format, width, height),
    ...(revises && index === 0 ? { revised_prompt: `In detail: ${body.prompt}` } : {}),
  }))
  return {
    created,
    background,
    data,
    output_format: body.format,
    quality,
    size: `${width}x${height}`,
    usage,
    ...(body.safetyIdentifier === undefined ? {} : { safety_identifier: body.safetyIdentifier }),
  }
}

/** Of several pictures each is finished by an event of its own, with its share of the usage. */
function* events(what: string, body: ImageBody, drawn: Drawn, withoutUsage: boolean): Generator<Piece> {
  const { width, height, quality, background, usage } = drawn
  const common = {
    created_at: created,
    size: `${width}x${height}`,
    quality,
    background,
    output_format: body.format,
  }
  for (let index = 0; index < body.n; index++) {
    for (let step = 0; step < body.partials; step++) {
      const b64_json = pictureOf(body.format, width >> 2, height >> 2)
      yield event({ type: `${what}.partial_image`, b64_json, partial_image_index: step, ...common })
    }
    const b64_json = pictureOf(body.format, width, height)
    const share = index === 0 ? usage.input_tokens_details : { image_tokens: 0, text_tokens: 0 }
    const input = share.image_tokens + share.text_tokens
    const output = usage.output_tokens / body.n
    const ofThis: Usage = {
      input_tokens: input,
      input_tokens_details: share,
      output_tokens: output,
      total_tokens: input + output,
    }
    const last = {
      type: `${what}.completed`,
      b64_json,
      ...common,
      ...(withoutUsage ? {} : { usage: ofThis }),
    }
    yield event(last, output)
  }
}

function event(data: Fields & { readonly type: string }, tokens = 0): Piece {
  return { bytes: Buffer.from(`event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`), tokens }
}
