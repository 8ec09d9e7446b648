import type {
  EmbeddingRequest,
  EmbeddingResult,
  ModerationRequest,
  ModerationResult,
  RerankRequest,
  RerankResult,
  ResultHead,
} from '@lucid-gateway/core'
import { ensure } from '../conformance/check.ts'
import { waysOf, withTrial } from '../conformance/subject.ts'
import { scenario } from './scenario.ts'

/** Lists are matched by place: one answer too few gives somebody what belongs to another. */
export const eachInput = scenario({
  name: 'an answer for each input',
  pointless: ({ samples }) =>
    samples.some(({ capability }) => Object.hasOwn(faults, capability.id))
      ? undefined
      : 'none of its capabilities takes a list',
  run: subject =>
    withTrial(subject, async trial => {
      for (const way of waysOf(subject, trial).filter(({ form }) => form === 'generate')) {
        const { capability, request } = way.sample
        const { result } = await way.run()
        const wrong = faults[capability.id]?.(request, result as ResultHead)
        ensure(wrong === undefined, `${way.name}: ${wrong}.`)
      }
    }),
})

type Fault = (request: unknown, result: ResultHead) => string | undefined

const faults: Readonly<Record<string, Fault>> = {
  embedding: (request, result) =>
    unequal((request as EmbeddingRequest).inputs, (result as EmbeddingResult).vectors, 'vectors'),
  moderation: (request, result) =>
    unequal((request as ModerationRequest).inputs, (result as ModerationResult).verdicts, 'verdicts'),
  rerank: (request, result) => {
    const { documents } = request as RerankRequest
    const stray = (result as RerankResult).ranking.find(({ index }) => !Object.hasOwn(documents, index))
    return stray && `it ranks a document ${stray.index}, and was given ${documents.length}`
  },
}

function unequal(inputs: readonly unknown[], answers: readonly unknown[], word: string): string | undefined {
  if (inputs.length === answers.length) return undefined
  return `of ${inputs.length} inputs it gives ${answers.length} ${word}; each input has one, in their order`
}
