import type { CallRecord, Capability } from '@lucid-gateway/core'
import type { Generation } from './generation.ts'
import type { CallInput } from './runtime.ts'

/** The record of a call as it is admitted. */
export function admittedRecord<C extends Capability>(
  id: string,
  input: CallInput<C>,
  generation: Generation,
  now: number,
): CallRecord {
  const most = input.job ? generation.jobs.timeoutMs : generation.timeoutMs
  const timeoutMs = Math.min(input.timeoutMs ?? most, most)
  return {
    id,
    capability: input.capability.id,
    asked: input.target ?? `${input.capability.id}.default`,
    channel: input.channel ?? 'stable',
    mode: input.job ? 'job' : input.stream ? 'stream' : 'unary',
    principal: input.principal ?? { organisation: 'default' },
    ...(input.subject === undefined ? {} : { subject: input.subject }),
    ...(input.tags === undefined ? {} : { tags: input.tags }),
    generation: generation.number,
    admittedAt: now,
    deadline: now + timeoutMs,
  }
}
