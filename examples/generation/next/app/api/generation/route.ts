import { type GenerationRequest, GenerationError } from '@lucid-gateway/generation'
import { answered, images } from '../../../lib/images.ts'

/** Starts a session: `{ prompt, providerId?, modelId?, sessionId?, ... }`. */
export function POST(request: Request): Promise<Response> {
  return answered(async () => {
    const body = await request.json().catch(() => {
      throw new GenerationError('INVALID_OPTIONS', 'The body is no JSON.')
    })
    const session = await images.generate(body as GenerationRequest)
    return Response.json(session, { status: 202 })
  })
}

/** What happens to a session, as server-sent events. */
export function GET(request: Request): Promise<Response> {
  return answered(async () => {
    const after = Number(request.headers.get('last-event-id') ?? 0)
    const events = images.events(sessionIn(request), { after, signal: request.signal })
    // What is wrong shows with the first event, while there is a status to tell it by.
    let next = await events.next()
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (next.done) return controller.close()
        const { seq, type, ...facts } = next.value
        const event = `id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify(facts)}\n\n`
        controller.enqueue(new TextEncoder().encode(event))
        next = await events.next()
      },
      async cancel() {
        await events.return(undefined)
      },
    })
    return new Response(body, {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' },
    })
  })
}

/** Cancels a session, and forgets it. */
export function DELETE(request: Request): Promise<Response> {
  return answered(async () =>
    Response.json(await images.cancelGeneration(sessionIn(request), { forget: true })),
  )
}

function sessionIn(request: Request): string {
  return new URL(request.url).searchParams.get('sessionId') ?? ''
}
