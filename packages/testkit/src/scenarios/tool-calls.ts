import type { ChatPart, ChatResult, ModelCard } from '@lucid-gateway/core'
import { ensure, said } from '../conformance/check.ts'
import { toolRequest } from '../conformance/default-requests.ts'
import type { Sample } from '../conformance/sample.ts'
import { type Subject, waysOf, withTrial } from '../conformance/subject.ts'
import { scenario } from './scenario.ts'

/** Calls of tools arrive whole, however the vendor cuts them up. */
export const toolCalls = scenario({
  name: 'tool calls',
  pointless: subject =>
    toolSample(subject) ? undefined : 'no chat model of it has the ability `tools` on its card',
  run: subject =>
    withTrial(subject, async trial => {
      const sample = toolSample(subject)
      for (const way of sample ? waysOf(subject, trial, [sample]) : []) {
        const { result, parts } = await way.run()
        const answer = (result ?? sample?.capability.collect?.(parts as readonly ChatPart[])) as ChatResult
        const calls = callsIn(answer)
        ensure(
          calls.length > 0,
          `${way.name}: the request asks for tools to be called, and the answer calls none.`,
        )
        const ids = new Set(calls.map(({ id }) => id))
        ensure(
          ids.size === calls.length && !ids.has(''),
          `${way.name}: tool calls must have ids of their own.`,
        )
        for (const { name, input } of calls) {
          ensure(
            toolRequest.tools?.some(tool => tool.name === name),
            `${way.name}: it calls "${name}", which was not offered.`,
          )
          checkInput(way.name, name, input)
        }
        ensure(
          answer.finish?.unified === 'tool-calls',
          `${way.name}: it calls tools, and its finish is "${answer.finish?.unified}"; callers go by "tool-calls".`,
        )
      }
    }),
})

function toolSample({ samples, plugin }: Subject): Sample | undefined {
  const sample = samples.find(({ capability }) => capability.id === 'chat')
  const card: ModelCard | undefined = plugin.models.find(({ id }) => id === sample?.model)
  return sample && card?.abilities?.includes('tools') ? { ...sample, request: toolRequest } : undefined
}

function callsIn({ content }: ChatResult) {
  return content.filter(part => part.type === 'tool-call')
}

function checkInput(of: string, name: string, input: string): void {
  try {
    JSON.parse(input)
  } catch (thrown) {
    ensure(
      false,
      `${of}: the input of "${name}" is not JSON once its pieces are joined (${said(thrown)}): ${input}`,
    )
  }
}
