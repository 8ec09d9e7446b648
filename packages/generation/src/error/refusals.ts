import { LucidError } from '@lucid-gateway/core'
import { nearest } from '@lucid-gateway/runtime'

export function unknownProvider(id: string, known: readonly string[]): LucidError {
  const candidates = nearest(id, known)
  const there = known.length > 0 ? `There are ${known.join(', ')}.` : 'There are none.'
  return new LucidError('not_found', `There is no provider "${id}".`, {
    param: 'providerId',
    reason: 'unknown_provider',
    hint: candidates.length > 0 ? `Did you mean ${candidates.join(', ')}?` : there,
    details: { candidates: [...candidates] },
  })
}

export function picturesOff(id: string, flags: readonly string[]): LucidError {
  return new LucidError(
    'invalid_request',
    `The provider "${id}" makes no pictures: ${flags.join(' and ')} turns it off.`,
    {
      param: 'providerId',
      reason: 'capability_off',
      hint: 'Ask another one, or have the operator take that flag away.',
    },
  )
}

export function noProvider(): LucidError {
  return new LucidError('invalid_request', 'There is no provider to ask.', {
    param: 'providerId',
    reason: 'no_provider',
    hint: 'Name one in the settings, such as { demo: {} }, or register one.',
  })
}

export function settingsOfNobody(): LucidError {
  return new LucidError(
    'invalid_request',
    'A runtime that is there already has its settings from its maker.',
    {
      reason: 'given_runtime',
      hint: 'Leave the settings out, or leave out "over".',
    },
  )
}

export function noModel(provider: string): LucidError {
  return new LucidError(
    'invalid_request',
    `The provider "${provider}" has no model that is asked where none is named.`,
    {
      param: 'modelId',
      reason: 'no_model',
      hint: 'Name a model by modelId; GET /v1/models of a gateway lists what is known.',
    },
  )
}

export function sessionTaken(sessionId: string): LucidError {
  return new LucidError('conflict', `There is a session "${sessionId}" already.`, {
    param: 'sessionId',
    reason: 'session_taken',
    hint: 'Cancel that one so that it is forgotten, or choose another name.',
  })
}

/** The same for a session of somebody else, so that ids tell nothing. */
export function unknownSession(id: string): LucidError {
  const shown = id.length > 128 ? `${id.slice(0, 128)}…` : id
  return new LucidError('not_found', `There is no session "${shown}", or none any more.`, {
    param: 'sessionId',
    reason: 'unknown_session',
    hint: 'A session is known from its start until some time after its end, to whoever started it.',
  })
}
