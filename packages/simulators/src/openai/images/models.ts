import { ApiError } from '../api-error.ts'

/** What the simulator knows of a model of pictures. */
export interface ImageModel {
  readonly id: string
  /** Takes any size within bounds, not three alone. */
  readonly anySize: boolean
  readonly qualities: readonly string[]
  readonly markup: boolean
  readonly inputFidelity: boolean
}

const usual = ['auto', 'low', 'medium', 'high']
const finer = [...usual, 'xhigh', 'max']

const model = (id: string, rest: Partial<ImageModel> = {}): ImageModel => ({
  id,
  anySize: true,
  qualities: usual,
  markup: false,
  inputFidelity: false,
  ...rest,
})
const early = (id: string): ImageModel => model(id, { anySize: false, inputFidelity: id === 'gpt-image-1.5' })
const latest = (id: string): ImageModel => model(id, { qualities: finer, markup: true })

/** https://developers.openai.com/api/docs/guides/image-generation */
const models: readonly ImageModel[] = [
  model('gpt-image-2'),
  model('gpt-image-2-2026-04-21'),
  ...['sunburst', 'flare'].flatMap(name => [
    latest(`gpt-image-2.5-${name}`),
    latest(`gpt-image-2.5-${name}-2026-09-08`),
    latest(`gpt-image-2.6-${name}`),
  ]),
  ...['gpt-image-1.5', 'gpt-image-1-mini', 'chatgpt-image-latest'].map(early),
]

export const imageModels: readonly string[] = models.map(({ id }) => id)

const retired = new Set(['dall-e-2', 'dall-e-3', 'gpt-image-1'])

export function imageModelFor(id: string): ImageModel {
  const found = models.find(one => one.id === id)
  if (found) return found
  const message = retired.has(id)
    ? `The model \`${id}\` has been deprecated, learn more here: https://platform.openai.com/docs/deprecations`
    : `The model \`${id}\` does not exist or you do not have access to it.`
  throw new ApiError(404, message, { code: 'model_not_found' })
}
