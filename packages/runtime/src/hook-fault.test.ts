import { chat, type Hook } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { acme, hi, says } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'
import { hookFault } from './hook-fault.ts'

const run = (_: unknown, next: () => unknown): unknown => next()
const layer = { kind: 'call', phase: 'guard', name: 'one', run }

describe('a hook that would never run is refused at the start', () => {
  it.each([
    ['that is none', 42, 'is no hook; write { kind, phase, name, run }.'],
    ['without a name', { ...layer, name: '' }, 'has no name; give it one, for logs and errors.'],
    [
      'with a misspelt kind',
      { ...layer, kind: 'atempt' },
      '"one": "atempt" is no kind; there are call, attempt, lifecycle. Did you mean "attempt"?',
    ],
    ['without a kind', { name: 'one', run }, '"one": it needs a kind; there are call, attempt, lifecycle.'],
    [
      'with a misspelt phase',
      { ...layer, phase: 'gaurd' },
      '"one": "gaurd" is no phase of a layer of kind "call"; there are auth, limit, guard, cache. Did you mean "guard"?',
    ],
    [
      'with a phase of the other kind',
      { ...layer, phase: 'observe' },
      '"one": "observe" is no phase of a layer of kind "call"; there are auth, limit, guard, cache.',
    ],
    ['without run', { ...layer, run: undefined }, '"one": it has no run(context, next).'],
    [
      "with a capability's name in its place",
      { ...layer, capability: 'chat' },
      '"one": its capability is none; give the value, such as `chat` of \'@lucid-gateway/core\', or leave it out for all.',
    ],
    [
      'with a misspelt event',
      { kind: 'lifecycle', name: 'one', setled: () => {} },
      '"one": it handles nothing; there are admitted, attemptStarted, committed, settled, closed. Did you mean "settled"?',
    ],
  ])('%s', async (_what, hook, said) => {
    expect(hookFault(hook)).toBe(said)
    const started = createRuntime({ plugins: [acme([says('a')])], hooks: [hook as Hook], env: {} })
    await expect(started).rejects.toMatchObject({ reason: 'bad_hook', message: `hooks[0] ${said}` })
  })

  it.each([
    { ...layer, capability: chat },
    { kind: 'attempt', phase: 'observe', name: 'one', run },
    { kind: 'lifecycle', name: 'one', settled: () => {} },
  ])('but not $kind as it should be', hook => {
    expect(hookFault(hook)).toBeUndefined()
  })

  it('with its plugin, where one brings it; the others serve', async () => {
    const good = acme([says('still here')])
    const bad = {
      ...acme([], 'bad'),
      setup: ({ provide }: { provide(provision: object): void }) =>
        provide({ chat: { stream: () => {} }, hooks: [{ ...layer, phase: 'gaurd' }] }),
    } as never
    const runtime = await createRuntime({ plugins: [bad, good], env: {} })
    expect(runtime.failures()).toMatchObject([
      {
        plugin: 'bad',
        error: {
          reason: 'bad_hook',
          message: expect.stringContaining('Plugin "bad" (account "bad"): hooks[0]'),
        },
      },
    ])
    const { content } = await runtime.generate({ capability: chat, request: hi })
    expect(content).toMatchObject([{ text: 'still here' }])
  })
})
