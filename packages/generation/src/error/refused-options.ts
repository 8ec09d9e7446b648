import { image, type ImageRequest, LucidError } from '@lucid-gateway/core'
import { faultOfIssue } from '../provider/account-provider.ts'
import type { GenerationRequest } from '../request.ts'
import { GenerationError } from './generation-error.ts'
import type { OptionCheck, OptionFault } from '../provider/provider.ts'

const names = ['providerId', 'modelId'] as const

/** What comes from outside may be anything. */
export function requireRequest(given: GenerationRequest): GenerationRequest {
  const request = given as unknown
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    throw GenerationError.from(
      refused([{ field: '', message: 'A request is an object such as { prompt }.' }]),
    )
  }
  const wrong = names.find(
    name => given[name] !== undefined && (typeof given[name] !== 'string' || given[name] === ''),
  )
  if (wrong === undefined) return given
  throw GenerationError.from(refused([{ field: wrong, message: 'It must be a name, or left out.' }]))
}

/** The request as the schema of pictures has it; throws where it does not fit. */
export async function requireSchema(request: object): Promise<ImageRequest> {
  const checked = await image.request['~standard'].validate(request)
  if (checked.issues) throw refused(checked.issues.map(faultOfIssue))
  return checked.value
}

/** Throws what a provider found wrong. */
export function refuseOptions({ valid, errors }: OptionCheck): void {
  if (!valid) throw refused(errors)
}

function refused(faults: readonly OptionFault[]): LucidError {
  const [{ field, message, hint, allowed, nearest } = nothingSaid] = faults
  return new LucidError('invalid_request', field === '' ? message : `"${field}": ${message}`, {
    ...(field === '' ? {} : { param: field }),
    reason: 'invalid_field',
    ...(hint === undefined ? {} : { hint }),
    details: {
      ...(allowed === undefined ? {} : { allowed }),
      ...(nearest === undefined ? {} : { nearest }),
      issues: faults.map(({ field: path, message: said }) => ({ path, message: said })),
    },
  })
}

const nothingSaid: OptionFault = { field: '', message: 'The options are not valid.' }
