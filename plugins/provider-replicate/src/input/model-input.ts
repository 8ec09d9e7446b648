import { type ImageRequest, type JsonObject, type JsonValue, LucidError } from '@lucid-gateway/core'
import { fieldNames, listFields, nowhere, type PlainField, plainFields } from './field-names.ts'
import { dropped, type InputTools } from './input-tools.ts'
import type { InputField, ModelFacts } from './model-facts.ts'
import { writeSize } from './size.ts'

/** What a model is asked, in its own words. */
export type ModelInput = JsonObject

/** Writes a request as the input of a model; what the model has no field for is told of. */
export async function modelInput(request: ImageRequest, tools: InputTools): Promise<ModelInput> {
  const { facts } = tools
  const input: Record<string, JsonValue> = {}
  if (facts.fields?.has('prompt') !== false) input['prompt'] = request.prompt
  else if (request.prompt !== '') dropped('prompt', tools)
  for (const field of plainFields) {
    const value = request[field]
    if (value === undefined || value === 'auto') continue
    const name = nameOf(field, facts)
    if (name === undefined && field === 'n' && value === 1) continue
    if (name === undefined) dropped(field, tools)
    else input[name] = inWordsOf(facts.fields?.get(name), field, value)
  }
  writeSize(request, input, tools)
  await writeImages(request, input, tools)
  for (const field of nowhere) if (request[field] !== undefined) dropped(field, tools)
  return { ...input, ...optionsIn(request, tools) }
}

/** Limits and budgets go by `n`: no more pictures are asked for behind it. */
function optionsIn({ n = 1, options = {} }: ImageRequest, { warn }: InputTools): JsonObject {
  const isMore = (name: string): boolean => fieldNames.n.includes(name) && !(Number(options[name]) <= n)
  const more = Object.keys(options).filter(isMore)
  for (const name of more)
    warn({ type: 'dropped', field: `options.${name}`, message: 'It asks for more pictures than `n` says.' })
  return more.length === 0
    ? options
    : Object.fromEntries(Object.entries(options).filter(([name]) => !more.includes(name)))
}

function nameOf(field: keyof typeof fieldNames, { fields }: ModelFacts): string | undefined {
  return fieldNames[field].find(name => fields?.has(name))
}

/** The spelling that the model has: `jpg` for `jpeg`, unless it says otherwise. */
function inWordsOf({ choices, type }: InputField = {}, field: PlainField, value: JsonValue): JsonValue {
  if (field === 'format' && value === 'jpeg') return choices?.includes('jpeg') ? 'jpeg' : 'jpg'
  if (field === 'format' && value === 'jpg') return choices && !choices.includes('jpg') ? 'jpeg' : 'jpg'
  return type === 'string' && typeof value === 'number' ? String(value) : value
}

async function writeImages(
  { images = [], mask }: ImageRequest,
  input: Record<string, JsonValue>,
  tools: InputTools,
): Promise<void> {
  const { addressOf, facts, warn } = tools
  const name = nameOf('images', facts)
  const maskName = nameOf('mask', facts)
  if (images.length > 0 && name === undefined) throw noPictures()
  if (mask && maskName === undefined) dropped('mask', tools)
  if (name !== undefined && images.length > 0) {
    const type = facts.fields?.get(name)?.type
    const isList = type === undefined ? listFields.has(name) : type === 'array'
    const sent = isList ? images : images.slice(0, 1)
    const addresses: string[] = []
    for (const media of sent) addresses.push(await addressOf(media))
    input[name] = isList ? addresses : (addresses[0] as string)
    if (sent.length < images.length) {
      warn({ type: 'dropped', field: 'images[1]', message: `The model takes one picture, as \`${name}\`.` })
    }
  }
  if (mask && maskName !== undefined) {
    input[maskName] = await addressOf(mask)
    const message =
      'The mask goes over as it is. Most models of Replicate change its white pixels, not its transparent ones.'
    warn({ type: 'note', field: 'mask', message })
  }
}

/** Without the picture an edit would be another picture, which has to be paid for. */
function noPictures(): LucidError {
  return new LucidError('invalid_request', 'The model takes no pictures.', {
    param: 'images',
    reason: 'unsupported_option',
    recourse: 'other',
    hint: 'Ask for a model that does, or leave them out.',
  })
}
