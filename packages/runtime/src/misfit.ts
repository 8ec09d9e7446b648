import { isDeepStrictEqual } from 'node:util'
import { type Capability, issuePath, LucidError } from '@lucid-gateway/core'

/**
 * What is wrong with a request, by its capability's own schema; undefined where nothing is. Who calls in this process
 * is not checked before: it costs, and the compiler has looked. A plugin that stumbles is reason enough to look again.
 */
export async function misfit(capability: Capability, request: unknown): Promise<LucidError | undefined> {
  const checked = await capability.request['~standard'].validate(request)
  const [issue] = checked.issues ?? []
  const { id } = capability
  if (issue) {
    const param = issuePath(issue)
    return malformed(`This is no request of ${id}: ${param ? `${param}: ` : ''}${issue.message}`, id, param)
  }
  if (checked.issues || isDeepStrictEqual(plain(checked.value), plain(request))) return undefined
  return malformed(`This request of ${id} has a short form in it, or lacks a default.`, id)
}

function malformed(message: string, id: string, param?: string): LucidError {
  return new LucidError('invalid_request', message, {
    ...(param ? { param } : {}),
    reason: 'malformed_request',
    hint: `Write it as its type says, or check it first: \`await ${id}.request['~standard'].validate(request)\` gives its \`issues\`, or as \`value\` what plugins take.`,
  })
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown
}
