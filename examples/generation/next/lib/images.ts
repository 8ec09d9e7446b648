import { GenerationError, GenerationService } from '@lucid-gateway/generation'

/** One for the process: a development server loads modules again, and sessions must outlive that. */
const kept = globalThis as typeof globalThis & { images?: GenerationService }

export const images = (kept.images ??= new GenerationService({ demo: {} }))

/** The answer of a handler, or what it threw as JSON. */
export async function answered(handler: () => Promise<Response>): Promise<Response> {
  try {
    return await handler()
  } catch (thrown) {
    const error = GenerationError.from(thrown)
    return Response.json({ error }, { status: error.details.status })
  }
}
