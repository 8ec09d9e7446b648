import type { Delivery } from '../delivery.ts'
import { jsonAnswer } from './answer.ts'
import { notFound, ReplicateApiError } from './api-error.ts'
import type { Ask } from './ask.ts'
import {
  modelBody,
  modelNamed,
  simulatedDeployment,
  type SimulatedModel,
  simulatedModels,
  versionBody,
} from './models.ts'

function page(models: readonly SimulatedModel[], { behaviour }: Ask): Delivery {
  return jsonAnswer(200, { previous: null, next: null, results: models.map(modelBody) }, behaviour)
}

export function listModels(ask: Ask): Delivery {
  return page(simulatedModels, ask)
}

/** The query is the body, as plain text; the vendor's SDK sends it with the quotes of JSON. */
export function searchModels(ask: Ask): Delivery {
  const { headers, raw } = ask.request
  if (!/^text\/plain\b/.test(headers['content-type'] ?? '')) {
    throw new ReplicateApiError(415, `Unsupported media type "${headers['content-type'] ?? ''}" in request.`)
  }
  const query = Buffer.from(raw).toString().replaceAll('"', '').toLowerCase()
  const found = simulatedModels.filter(({ description, name, owner }) =>
    `${owner}/${name} ${description}`.toLowerCase().includes(query),
  )
  return page(found, ask)
}

export function getModel(ask: Ask): Delivery {
  return jsonAnswer(200, modelBody(modelNamed(ask.params.join('/'))), ask.behaviour)
}

export function versions(ask: Ask): Delivery {
  const model = modelNamed(ask.params.join('/'))
  const results = model.official ? [] : [versionBody(model)]
  return jsonAnswer(200, { previous: null, next: null, results }, ask.behaviour)
}

export function version(ask: Ask): Delivery {
  const [owner, name, id] = ask.params
  const model = modelNamed(`${owner}/${name}`)
  if (model.version !== id) throw notFound()
  return jsonAnswer(200, versionBody(model), ask.behaviour)
}

export function deployment(ask: Ask): Delivery {
  const { name, of, owner } = simulatedDeployment
  if (ask.params.join('/') !== `${owner}/${name}`) throw notFound()
  const current_release = {
    number: 1,
    model: of,
    version: modelNamed(of).version,
    created_at: '2025-01-08T13:24:38.692Z',
    created_by: { type: 'organization', username: owner, name: owner },
    configuration: { hardware: 'gpu-l40s', min_instances: 0, max_instances: 1 },
  }
  return jsonAnswer(200, { owner, name, current_release }, ask.behaviour)
}

const shelves = [
  {
    name: 'Generate images',
    slug: 'text-to-image',
    description: 'Models that generate images from text prompts',
    holds: ({ input, output }: SimulatedModel) => output !== 'chunks' && !input['image']?.required,
  },
  {
    name: 'Official models',
    slug: 'official',
    description: 'Official models are always on, maintained, and have predictable pricing.',
    holds: ({ official }: SimulatedModel) => official,
  },
]

export function collections(ask: Ask): Delivery {
  const results = shelves.map(headOf)
  return jsonAnswer(200, { previous: null, next: null, results }, ask.behaviour)
}

export function collection(ask: Ask): Delivery {
  const shelf = shelves.find(({ slug }) => slug === ask.params[0])
  if (!shelf) throw notFound()
  const models = simulatedModels.filter(shelf.holds).map(modelBody)
  return jsonAnswer(200, { ...headOf(shelf), models }, ask.behaviour)
}

function headOf({ description, name, slug }: (typeof shelves)[number]): object {
  return { name, slug, description, full_description: null }
}
