import { LucidError } from '@lucid-gateway/core'

/** What OpenAI calls fields that Lucid has another word for. */
const words: ReadonlyMap<string, string> = new Map([
  ['format', 'output_format'],
  ['compression', 'output_compression'],
  ['partialImages', 'partial_images'],
])
const wordsOfForms = new Map([...words, ['images', 'image']])

/** An option that is not taken, by the name under which the client sent it. */
export function inOwnWords(thrown: unknown, isForm: boolean): unknown {
  if (!LucidError.is(thrown) || thrown.reason !== 'unsupported_option') return thrown
  const { code, message, param = '', ...facts } = thrown.toJSON()
  const word = (isForm ? wordsOfForms : words).get(param)
  if (word === undefined) return thrown
  return new LucidError(code, message.replace(` as ${param}.`, ` as ${word}.`), { ...facts, param: word })
}
