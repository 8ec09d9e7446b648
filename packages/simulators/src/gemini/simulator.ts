import { type Simulator, type SimulatorOptions, startSimulator } from '../server.ts'
import type { GeminiBehaviour } from './behaviour.ts'
import { IssuedTokens } from './oauth.ts'
import { answerToGemini } from './routes.ts'

export interface GeminiSimulatorOptions extends SimulatorOptions<GeminiBehaviour> {
  /** How long the tokens are good that it gives out for Vertex AI. */
  readonly tokenSeconds?: number
}

export interface GeminiSimulator extends Simulator<GeminiBehaviour> {
  /** Makes every token bad that was given out. */
  revokeTokens(): void
}

/**
 * A strict stand-in for the Gemini API, for Vertex AI, and for the servers that give out tokens for it. Its URL is an
 * origin: the version is part of the path.
 */
export async function startGeminiSimulator(options: GeminiSimulatorOptions = {}): Promise<GeminiSimulator> {
  const tokens = new IssuedTokens(options.tokenSeconds ?? 3600)
  const simulator = await startSimulator<GeminiBehaviour>(
    turn => answerToGemini({ ...turn, tokens }),
    '',
    options,
  )
  return Object.assign(simulator, { revokeTokens: () => tokens.revoke() })
}
