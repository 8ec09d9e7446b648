import { chat, embedding } from '@lucid-gateway/core'
import type { Target } from '@lucid-gateway/runtime'
import { describe, expect, it } from 'vitest'
import type { AppKey } from './app-key.ts'
import { requireScope } from './scope.ts'

const target = (account: string, model: string): Target => ({
  account,
  provider: account,
  model,
  weight: 1,
  why: 'named',
})
const key = (scope: Partial<AppKey>): AppKey => ({ name: 'app', digest: new Uint8Array(32), ...scope })

describe('requireScope', () => {
  it('lets a key without limits do everything', () => {
    expect(() => requireScope(key({}), chat, 'chat.default', () => [])).not.toThrow()
  })

  it('holds a key to its capabilities', () => {
    const limited = key({ capabilities: ['embedding'] })
    expect(() => requireScope(limited, embedding, 'embedding.default', () => [])).not.toThrow()
    expect(() => requireScope(limited, chat, 'chat.default', () => [])).toThrow(/capability "chat"/)
  })

  it('holds a key to its models, whatever name they are asked by', () => {
    const limited = key({ models: ['demo/chat-fast', 'openai/*'] })
    const may =
      (asked: string, ...targets: Target[]) =>
      () =>
        requireScope(limited, chat, asked, () => targets)
    expect(may('chat-fast', target('demo', 'chat-fast'))).not.toThrow()
    expect(may('chat.default', target('openai', 'gpt'))).not.toThrow()
    expect(may('demo/chat', target('demo', 'chat'))).toThrow(/may not use/)
  })

  it('refuses a route of which one fallback is out of scope', () => {
    const limited = key({ models: ['openai/*'] })
    const route = [target('openai', 'gpt'), target('demo', 'chat')]
    expect(() => requireScope(limited, chat, 'chat.default', () => route)).toThrow(/may not use/)
  })

  it('holds a key to its kinds', () => {
    const limited = key({ kinds: ['chat.*'] })
    expect(() => requireScope(limited, chat, 'chat.vision', () => [])).not.toThrow()
    expect(() => requireScope(limited, chat, 'demo/chat', () => [target('demo', 'chat')])).toThrow(
      /may not use/,
    )
  })
})
