import { type Capability, chat, type ChatPart, type ChatResult, LucidError } from '@lucid-gateway/core'
import { createRuntime, type Runtime } from '@lucid-gateway/runtime'
import { readCall } from '../dialects/lucid/read-call.ts'
import { exampleOf } from '../openapi/examples.ts'
import { callSchema } from '../openapi/request-schema.ts'
import { command } from '../version.ts'
import { parse, place, UsageError } from './arguments.ts'
import { prepare } from './prepare.ts'
import { print } from './print.ts'

/** One call in this process. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, {
    ...place,
    model: { type: 'string' },
    channel: { type: 'string' },
    stream: { type: 'boolean' },
    json: { type: 'boolean' },
  })
  const [id, said] = positionals
  if (id === undefined || said === undefined || positionals.length > 2) {
    throw new UsageError('Say what to call and with what: call chat "Hello".')
  }
  const { runtimeOptions } = await prepare(values)
  const runtime = await createRuntime(runtimeOptions)
  try {
    const capability = capabilityNamed(id, runtime)
    const ask = await readCall(await requestOf(capability, said), capability)
    const call = {
      capability,
      request: ask.request,
      ...(values.model === undefined ? {} : { target: values.model }),
      ...(values.channel === undefined ? {} : { channel: values.channel }),
    }
    if (values.stream)
      await printStream(runtime.stream(call) as AsyncIterable<ChatPart>, values.json === true)
    else printResult(await runtime.generate(call), values.json === true)
    return 0
  } finally {
    await runtime.close({ graceMs: 0 })
  }
}

function capabilityNamed(id: string, runtime: Runtime): Capability {
  const served = runtime.capabilities()
  const found = served.find(capability => capability.id === id)
  if (found) return found
  throw new LucidError('not_found', `No account serves "${id}".`, {
    hint: `Served are ${served.map(capability => capability.id).join(', ') || 'none'}; \`${command} doctor\` says what was left out, and why.`,
  })
}

async function requestOf(capability: Capability, said: string): Promise<Record<string, unknown>> {
  if (said.trimStart().startsWith('{')) {
    try {
      return JSON.parse(said) as Record<string, unknown>
    } catch (error) {
      throw new UsageError(`That is not JSON: ${(error as Error).message}`)
    }
  }
  if (capability.id === chat.id) return { messages: [{ role: 'user', content: said }] }
  const example = JSON.stringify(exampleOf(capability.id, await callSchema(capability)))
  throw new UsageError(`Write the request of ${capability.id} as JSON: call ${capability.id} '${example}'`)
}

function printResult(result: unknown, json: boolean): void {
  const { content } = result as Partial<ChatResult>
  const text = content?.flatMap(part => (part.type === 'text' ? part.text : [])).join('')
  print(json || text === undefined ? JSON.stringify(result, null, 2) : text)
}

async function printStream(parts: AsyncIterable<ChatPart>, json: boolean): Promise<void> {
  for await (const part of parts) {
    if (json) print(JSON.stringify(part))
    else if (part.type === 'text-delta') process.stdout.write(part.text)
  }
  if (!json) print('')
}
