import type { RecordedRequest } from '@lucid-gateway/simulators'

/** A way to ask: by the vendor's SDK, by the plugin decoded, by the plugin as a relay. */
type Side<Question, Told, ToldError> = (question: Question, stream: boolean) => Promise<Seen<Told, ToldError>>

export type Sides<Question, Told, ToldError> = Readonly<Record<'sdk' | Way, Side<Question, Told, ToldError>>>

/** How a plugin is asked. */
export type Way = 'decoded' | 'relayed'

export const ways: readonly Way[] = ['decoded', 'relayed']

/** How an answer comes, and whether that is a stream. */
export const forms: readonly (readonly ['whole' | 'streamed', stream: boolean])[] = [
  ['whole', false],
  ['streamed', true],
]

/** What came of one question by one way. */
export interface Seen<Told, ToldError> {
  /** What the vendor was sent. */
  readonly requests: readonly unknown[]
  /** What was said, up to the failure if there was one. */
  readonly told: Told | undefined
  readonly error: ToldError | undefined
  /** The plugin's own error, or the SDK's. */
  readonly thrown: unknown
}

/** Is given how to tell what was said so far, so that it can be told of an answer that breaks off as well. */
export type Hear<Told> = (told: () => Told) => void

/** Watches what the vendor is sent, and what comes of it. */
export async function watch<Told, ToldError>(
  simulator: { readonly requests: readonly RecordedRequest[] },
  ask: (hear: Hear<Told>) => Promise<void>,
  toldByThrown: (thrown: unknown) => ToldError,
  sent: (request: RecordedRequest) => unknown = ({ body }) => body,
): Promise<Seen<Told, ToldError>> {
  let told: () => Told | undefined = () => undefined
  let thrown: unknown
  const before = simulator.requests.length
  try {
    await ask(hear => (told = hear))
  } catch (error) {
    thrown = error
  }
  const requests = simulator.requests.slice(before).map(sent)
  return { requests, told: told(), error: thrown === undefined ? undefined : toldByThrown(thrown), thrown }
}
