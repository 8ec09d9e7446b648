/** An unchanged client, with what tests want of each of them in words that all share. */
export interface TestClient {
  ask(question: Question): Promise<Said>
  stream(question: Question): Promise<Said>
  /** What the SDK makes of a refusal: the class it throws, where it has one a case, and the status. */
  failureOf(thrown: unknown): { readonly name: string; readonly status: number | undefined }
}

export interface Question {
  readonly model: string
  readonly turns: readonly TestTurn[]
  readonly system?: string
  readonly tools?: readonly TestTool[]
  /** Of the answer, where it is to be structured. */
  readonly schema?: object
  /** Asks it to reason, and to show it. */
  readonly thinks?: boolean
}

export type TestTurn =
  | { readonly user: string; readonly png?: string }
  /** An answer of before, given back as the SDK gave it. */
  | { readonly said: Said }
  | { readonly results: readonly { readonly call: SaidCall; readonly text: string }[] }

interface TestTool {
  readonly name: string
  readonly schema: object
}

export interface Said {
  readonly text: string
  /** In the vendor's own words. */
  readonly finish: string
  readonly calls: readonly SaidCall[]
  readonly thoughts: string
  /** Addresses that it rests on. */
  readonly sources: readonly string[]
  /** Tokens in and out, as the vendor's clients add them up: with what was cached, and with what was thought. */
  readonly input: number
  readonly output: number
  readonly cached: number
  readonly thought: number
  /** What an application puts back into the conversation. */
  readonly raw: unknown
}

interface SaidCall {
  readonly id: string
  readonly name: string
  readonly input: unknown
}

export const user = (text: string, png?: string): TestTurn =>
  png === undefined ? { user: text } : { user: text, png }
