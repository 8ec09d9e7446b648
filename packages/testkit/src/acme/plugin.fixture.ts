import {
  type Attempt,
  type CapabilityMap,
  chat,
  type ChatPart,
  type ChatRequest,
  type ChatResult,
  definePlugin,
  type ErrorCode,
  type FailedAnswer,
  fromUnknown,
  type HttpRequest,
  knownUsage,
  LucidError,
  type Offer,
  type Plugin,
  type Provision,
  secret,
  type SetupContext,
  type StandardSchema,
  type Usage,
} from '@lucid-gateway/core'
import type { ProviderSuite } from '../conformance/options.ts'
import { type AcmeBody, acmeKey, acmeVendor } from './vendor.fixture.ts'

type Credentials = { readonly apiKey: string }
export type AcmeOffer = Offer<typeof chat, Credentials>
type AcmeProvision = Pick<Provision<CapabilityMap, Credentials>, 'probe' | 'listModels'>
type AcmeConfig = { readonly baseUrl: string }

interface AcmeEvent {
  readonly text?: string
  readonly call?: string
  readonly name?: string
  readonly input?: string
  readonly usage?: AcmeUsage
  readonly error?: unknown
}
type AcmeUsage = { readonly in: number; readonly out: number; readonly total: number }

const config: StandardSchema<AcmeConfig> = {
  '~standard': {
    version: 1,
    vendor: 'acme',
    validate: value => ({ value: { baseUrl: 'https://acme.example/v2', ...(value as Partial<AcmeConfig>) } }),
  },
}

/** What a test changes of the plugin, to see the suite find out. */
export interface AcmeChanges {
  readonly offer?: (offer: AcmeOffer, config: AcmeConfig) => AcmeOffer
  readonly setup?: (
    context: Pick<SetupContext<Record<never, never>, Record<never, never>, AcmeConfig>, 'onDispose'>,
  ) => void
  readonly hosts?: readonly string[]
  readonly provision?: (provision: AcmeProvision) => AcmeProvision
}

/** A provider of the made-up vendor that does all as it should, but for the changes. */
function acme({ offer: changed = offer => offer, setup, hosts, provision }: AcmeChanges = {}): Plugin {
  return definePlugin({
    id: 'acme',
    abi: 1,
    capabilities: { chat },
    credentials: { apiKey: secret('ACME_API_KEY') },
    config,
    hosts: hosts ?? (({ baseUrl }) => [new URL(baseUrl).host]),
    models: [{ id: 'acme-1', capabilities: ['chat'], abilities: ['tools'] }],
    setup: context => {
      setup?.(context)
      context.provide({
        chat: changed(offerOf(context.config), context.config),
        ...provision?.(provisionOf(context.config)),
      })
    },
  }) as unknown as Plugin
}

/** What `testProvider` is told of it. */
export function acmeSuite(changes?: AcmeChanges): ProviderSuite {
  return {
    plugin: acme(changes),
    server: async () => {
      const server = await acmeVendor()
      return { url: `${server.url}/v2`, close: () => server.close() }
    },
    account: ({ url }) => ({ credentials: { apiKey: acmeKey }, config: { baseUrl: url } }),
  }
}

function offerOf({ baseUrl }: AcmeConfig): AcmeOffer {
  return {
    async generate(request, attempt): Promise<ChatResult> {
      const { value } = await attempt.http.json<AcmeEvent & { calls?: readonly AcmeEvent[] }>(
        asked(baseUrl, request, attempt, false),
      )
      if (value?.text === undefined || !value.usage) throw nonsense()
      const calls = (value.calls ?? []) as readonly { id: string; name: string; input: string }[]
      return {
        content: [
          ...(value.text ? [{ type: 'text' as const, text: value.text }] : []),
          ...calls.map(call => ({ type: 'tool-call' as const, ...call })),
        ],
        finish: { unified: calls.length > 0 ? 'tool-calls' : 'stop' },
        usage: usageOf(value.usage),
      }
    },
    async *stream(request, attempt): AsyncGenerator<ChatPart> {
      yield* read(attempt.http.sse(asked(baseUrl, request, attempt, true)))
    },
  }
}

function provisionOf({ baseUrl }: AcmeConfig): AcmeProvision {
  const headers = ({ apiKey }: Credentials) => ({ authorization: `Bearer ${apiKey}` })
  return {
    async listModels({ http, credentials }) {
      const { value } = await http.json<readonly string[]>({
        url: `${baseUrl}/models`,
        headers: headers(credentials),
        error: refused,
      })
      return value.map(id => ({ id, capabilities: ['chat'] }))
    },
    async probe({ http, credentials }) {
      await http.json({ url: `${baseUrl}/models`, headers: headers(credentials), error: refused })
    },
  }
}

function asked(
  baseUrl: string,
  { messages, tools }: ChatRequest,
  { model, credentials }: Attempt<Credentials>,
  stream: boolean,
): HttpRequest {
  const prompt = messages.flatMap(({ content }) => content.map(part => ('text' in part ? part.text : '')))
  const body: AcmeBody = {
    model,
    prompt: prompt.join('\n'),
    stream,
    ...(tools ? { tools: tools.map(({ name }) => name) } : {}),
  }
  return {
    url: `${baseUrl}/answer`,
    json: body,
    headers: { authorization: `Bearer ${credentials.apiKey}` },
    error: refused,
  }
}

async function* read(events: AsyncIterable<{ readonly data: string }>): AsyncGenerator<ChatPart> {
  let block: { readonly type: 'text' | 'tool-call'; readonly id: string } | undefined
  let usage: Usage | undefined
  let calls = 0
  function* open(type: 'text' | 'tool-call', id: string, name = ''): Generator<ChatPart> {
    if (block?.id === id) return
    if (block) yield { type: `${block.type}-end`, id: block.id }
    block = { type, id }
    yield type === 'text' ? { type: 'text-start', id } : { type: 'tool-call-start', id, name }
  }
  for await (const { data } of events) {
    if (data === '[DONE]') {
      if (!usage) throw nonsense()
      if (block) yield { type: `${block.type}-end`, id: block.id }
      yield { type: 'usage', usage }
      yield { type: 'finish', finish: { unified: calls > 0 ? 'tool-calls' : 'stop' } }
      return
    }
    const event = parsed(data)
    if (event.error !== undefined) throw new LucidError('upstream', 'Acme failed while it answered.')
    if (event.text !== undefined) {
      yield* open('text', 'answer')
      yield { type: 'text-delta', id: 'answer', text: event.text }
    } else if (event.call !== undefined) {
      if (event.name !== undefined) calls++
      yield* open('tool-call', event.call, event.name)
      if (event.input !== undefined) yield { type: 'tool-call-delta', id: event.call, input: event.input }
    } else if (event.usage) usage = usageOf(event.usage)
  }
  throw new LucidError('network', 'The answer ended before it was whole.')
}

function parsed(data: string): AcmeEvent {
  try {
    return JSON.parse(data) as AcmeEvent
  } catch (thrown) {
    throw fromUnknown(thrown)
  }
}

function usageOf(usage: AcmeUsage): Usage {
  return knownUsage({ input: usage.in, output: usage.out }, { ...usage })
}

const codes: Readonly<Record<number, ErrorCode>> = { 401: 'auth', 403: 'permission', 429: 'rate_limit' }

function refused({ status, headers }: FailedAnswer): LucidError {
  const wait = Number(headers['retry-after'])
  return new LucidError(
    codes[status] ?? (status < 500 ? 'invalid_request' : 'upstream'),
    `Acme said ${status}.`,
    {
      ...(status === 401 || status === 403 ? { origin: 'provider' as const } : {}),
      ...(wait > 0 ? { retryAfterMs: wait * 1000 } : {}),
      upstream: { status },
    },
  )
}

function nonsense(): LucidError {
  return new LucidError('upstream', 'Acme answered something that is no answer.')
}
