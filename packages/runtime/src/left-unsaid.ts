import { LucidError } from '@lucid-gateway/core'

// What the compiler would have told somebody who writes JavaScript.

export function noCapability(): LucidError {
  return new LucidError('invalid_request', 'The call has no capability.', {
    param: 'capability',
    reason: 'no_capability',
    hint: "Give the capability itself, not its name: import { chat } from '@lucid-gateway/core', and `capability: chat`.",
  })
}

export function noPlugins(): LucidError {
  return new LucidError('invalid_request', 'createRuntime was given no list of plugins.', {
    param: 'plugins',
    reason: 'no_plugins',
    hint: 'Import some and list them: createRuntime({ plugins: [demo] }).',
  })
}
