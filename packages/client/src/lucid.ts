import { type ChatStreamEvent, chatStream } from './chat/chat-stream.ts'
import type { ChatRequest } from './generated/requests.ts'
import type {
  Answer,
  Call,
  Capabilities,
  ChatAnswer,
  ExplainedTarget,
  Explanation,
  Model,
} from './generated/schemas.ts'
import { type AdminLine, type AnswerOf, ask, type AskArguments, type Line } from './http/ask.ts'
import { Connection } from './http/connection.ts'
import { Images } from './jobs/images.ts'
import { Jobs } from './jobs/jobs.ts'
import type { CallOptions, ClientOptions } from './options.ts'

/** What is chatted about: whether it streams is said by the method. */
export type ChatInput = Omit<ChatRequest, 'stream'>

export interface ExplainOptions extends CallOptions {
  /** The path that the body would be posted to: `/v1/chat` unless said. */
  readonly path?: string | undefined
}

/** A gateway, as an application uses it. */
export class Lucid {
  readonly #connection: Connection
  /** Pictures. */
  readonly images: Images
  /** Work that outlives its request. */
  readonly jobs: Jobs

  constructor(options: ClientOptions) {
    this.#connection = new Connection(options, options.key)
    this.jobs = new Jobs(this.#connection)
    this.images = new Images(this.#connection, this.jobs)
  }

  /** A chat, answered whole. */
  chat(request: ChatInput, options?: CallOptions): Promise<ChatAnswer> {
    return this.#connection.json({ method: 'POST', path: '/v1/chat', body: request, spends: true }, options)
  }

  /** A chat, event by event, as the model writes. It is asked for when the first event is; the last is `done`. */
  async *stream(request: ChatInput, options: CallOptions = {}): AsyncGenerator<ChatStreamEvent, void> {
    const body = { ...request, stream: true }
    const answer = await this.#connection.stream(
      { method: 'POST', path: '/v1/chat', body, spends: true },
      options,
    )
    yield* chatStream(answer, options.signal)
  }

  /** A call of any capability: `run('embedding', { inputs: ['a cat'] })`. What it answers is for you to say. */
  run<Result = Answer['result']>(
    capability: string,
    request: object,
    options?: CallOptions,
  ): Promise<Omit<Answer, 'result'> & { readonly result: Result }> {
    const path = `/v1/run/${encodeURIComponent(capability)}`
    return this.#connection.json({ method: 'POST', path, body: request, spends: true }, options)
  }

  /** What would become of a request: who would be asked, what would be lost, what it would cost. Nothing is sent to a vendor. */
  explain(body: object, { path = '/v1/chat', ...options }: ExplainOptions = {}): Promise<Explanation> {
    const asked = { method: 'POST', path: '/v1/explain', body: { path, body }, isSafe: true }
    return this.#connection.json(asked, options)
  }

  /** What a request would cost where it would be sent first; undefined where nobody would serve it. */
  async estimate(body: object, options?: ExplainOptions): Promise<ExplainedTarget | undefined> {
    return (await this.explain(body, options)).targets[0]
  }

  /** A call of late by its request id, whole: its tries, what it used and cost. */
  call(id: string, options?: CallOptions): Promise<Call> {
    return this.ask('GET /v1/calls/{id}', { path: { id } }, options)
  }

  /** The models that this key may name. */
  async models(options?: CallOptions): Promise<readonly Model[]> {
    return (await this.ask('GET /v1/models', {}, options)).data
  }

  /** What is served, and by which kinds. */
  async capabilities(options?: CallOptions): Promise<Capabilities['capabilities']> {
    return (await this.ask('GET /v1/capabilities', {}, options)).capabilities
  }

  /** What signs the webhooks of jobs that this key starts. */
  async webhookSecret(options?: CallOptions): Promise<string> {
    return (await this.ask('GET /v1/webhooks/secret', {}, options)).key
  }

  /** Any operation of the gateway, by method and path, as its description has them. */
  ask<L extends Exclude<Line, AdminLine>>(line: L, ...given: AskArguments<L>): Promise<AnswerOf<L>> {
    return ask(this.#connection, line, given)
  }
}
