import { badRequest } from '../api-error.ts'
import { type Check, type Fields, flag, integer, object, oneOf, orNull, text } from '../shape.ts'
import type { SentFile } from './form.ts'
import { type ImageModel, imageModelFor } from './models.ts'

/** A request for pictures once it has been found good. */
export interface ImageBody {
  readonly model: ImageModel
  readonly prompt: string
  readonly n: number
  readonly size: string
  readonly quality: string
  readonly background: string
  readonly format: string
  readonly partials: number
  readonly stream: boolean
  readonly safetyIdentifier: string | undefined
  readonly images: readonly SentFile[]
}

const common: Readonly<Record<string, Check>> = {
  'model!': text(),
  'prompt!': text({ max: 32_000 }),
  n: orNull(integer(1, 10)),
  size: orNull(text()),
  quality: orNull(text()),
  background: orNull(oneOf('transparent', 'opaque', 'auto')),
  output_compression: orNull(integer(0, 100)),
  partial_images: orNull(integer(0, 3)),
  stream: orNull(flag),
  complexity: orNull(oneOf('low', 'medium', 'high')),
  frame_count: orNull(integer(2, 16)),
  frame_duration_ms: orNull(integer(1)),
  safety_identifier: orNull(text({ max: 64 })),
  user: text({ max: 64 }),
}

// https://developers.openai.com/api/reference/resources/images/methods/generate
const generation = object({
  ...common,
  output_format: orNull(oneOf('png', 'jpeg', 'webp', 'gif', 'svg')),
  moderation: orNull(oneOf('low', 'auto')),
  svg: orNull(object({ 'model!': text(), reasoning: orNull(object({ effort: orNull(text()) })) })),
})

// https://developers.openai.com/api/reference/resources/images/methods/edit
const edit = object({
  ...common,
  output_format: orNull(oneOf('png', 'jpeg', 'webp', 'gif')),
  input_fidelity: orNull(oneOf('high', 'low')),
})

export function checkGeneration(body: unknown): ImageBody {
  generation(body, '')
  return checked(body as Fields, [])
}

export function checkEdit(fields: Fields, files: readonly (readonly [string, SentFile])[]): ImageBody {
  edit(fields, '')
  const images = files.filter(([name]) => name === 'image' || name === 'image[]')
  if (images.length === 0)
    throw badRequest("Missing required parameter: 'image'.", 'image', 'missing_required_parameter')
  if (images.length > 16)
    throw badRequest("Invalid 'image': array too long.", 'image', 'array_above_max_length')
  if (images.length > 1 && images.some(([name]) => name === 'image')) {
    throw badRequest(
      "Duplicate parameter: 'image'. You provided multiple values for this parameter, whereas only one is allowed.",
      'image',
      'duplicate_parameter',
    )
  }
  const model = imageModelFor(String(fields['model']))
  for (const [name, file] of files) checkFile(name, file, model)
  const names = files.map(([name]) => name)
  if (names.includes('mask') && names.includes('markup'))
    throw badRequest("'markup' cannot be used with 'mask'.", 'markup')
  if (fields['input_fidelity'] != null && !model.inputFidelity) throw unsupported('input_fidelity')
  return checked(
    fields,
    images.map(([, file]) => file),
  )
}

function checkFile(name: string, { type, bytes }: SentFile, model: ImageModel): void {
  if (!['image', 'image[]', 'mask', 'markup'].includes(name)) {
    throw badRequest(`Unknown parameter: '${name}'.`, name, 'unknown_parameter')
  }
  if (name === 'markup' && !model.markup) throw unsupported('markup')
  const allowed =
    name === 'mask' || name === 'markup' ? ['image/png'] : ['image/png', 'image/jpeg', 'image/webp']
  if (!allowed.includes(type)) {
    const message = `Invalid file '${name}': unsupported mimetype ('${type}'). Supported file formats are ${allowed.map(one => `'${one}'`).join(', ')}.`
    throw badRequest(message, name, 'unsupported_file_mimetype')
  }
  if (bytes.length === 0)
    throw badRequest(
      'Invalid image file or mode for image 1, please check your image file.',
      name,
      'invalid_image_file',
    )
}

function checked(fields: Fields, images: readonly SentFile[]): ImageBody {
  const said = <T>(name: string, usual: T): T => (fields[name] as T | null | undefined) ?? usual
  const body: ImageBody = {
    model: imageModelFor(String(fields['model'])),
    prompt: String(fields['prompt']),
    n: said('n', 1),
    size: said('size', 'auto'),
    quality: said('quality', 'auto'),
    background: said('background', 'auto'),
    format: said('output_format', 'png'),
    partials: said('partial_images', 0),
    stream: said('stream', false),
    safetyIdentifier: said('safety_identifier', said<string | undefined>('user', undefined)),
    images,
  }
  if (body.prompt === '') throw badRequest("Invalid 'prompt': empty string.", 'prompt', 'empty_string')
  if (!body.model.qualities.includes(body.quality))
    throw unsupportedValue('quality', body.quality, body.model.qualities)
  checkSize(body)
  checkFormat(body, fields)
  if (body.partials > 0 && !body.stream) {
    throw badRequest("'partial_images' is only supported when 'stream' is true.", 'partial_images')
  }
  return body
}

const threeSizes = ['1024x1024', '1024x1536', '1536x1024', 'auto']

function checkSize({ size, model }: ImageBody): void {
  if (threeSizes.includes(size)) return
  if (!model.anySize) throw unsupportedValue('size', size, threeSizes)
  const [, width, height] = (/^(\d+)x(\d+)$/.exec(size) ?? []).map(Number)
  const bad = (why: string): Error => badRequest(`Invalid size '${size}'. ${why}`, 'size', 'invalid_value')
  if (!width || !height) throw bad("Sizes are 'auto' or WIDTHxHEIGHT.")
  if (width % 16 !== 0 || height % 16 !== 0) throw bad('Width and height must both be divisible by 16.')
  if (Math.max(width, height) / Math.min(width, height) > 3)
    throw bad('The aspect ratio must be between 1:3 and 3:1.')
  if (Math.max(width, height) > 3840 || width * height > 3840 * 2160)
    throw bad('The maximum resolution is 3840x2160.')
}

function checkFormat({ format, background, stream, n }: ImageBody, fields: Fields): void {
  if (background === 'transparent' && format !== 'png' && format !== 'webp') {
    throw badRequest(
      "Transparent background is only supported for output formats 'png' and 'webp'.",
      'background',
    )
  }
  if (fields['output_compression'] != null && format !== 'jpeg' && format !== 'webp') {
    throw badRequest(
      "Compression is only supported for output formats 'jpeg' and 'webp'.",
      'output_compression',
    )
  }
  for (const name of ['frame_count', 'frame_duration_ms']) {
    if (fields[name] != null && format !== 'gif')
      throw badRequest(`'${name}' requires output_format 'gif'.`, name)
  }
  if (fields['svg'] != null && format !== 'svg')
    throw badRequest("'svg' requires output_format 'svg'.", 'svg')
  if ((format === 'gif' || format === 'svg') && stream)
    throw badRequest(`Streaming is not supported for output_format '${format}'.`, 'stream')
  if (format === 'svg' && n > 1) throw badRequest("SVG output requires 'n' to be 1.", 'n')
}

function unsupported(param: string): Error {
  return badRequest(
    `Unsupported parameter: '${param}' is not supported with this model.`,
    param,
    'unsupported_parameter',
  )
}

function unsupportedValue(param: string, value: string, allowed: readonly string[]): Error {
  const list = allowed.map(one => `'${one}'`).join(', ')
  return badRequest(`Invalid value: '${value}'. Supported values are: ${list}.`, param, 'invalid_value')
}
