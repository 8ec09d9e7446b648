import { cancelGeneration } from '../dialects/generation/cancel-generation.ts'
import { generationDialect } from '../dialects/generation/generation-dialect.ts'
import { generationEvents } from '../dialects/generation/generation-events.ts'
import { imageProviders } from '../dialects/generation/image-providers.ts'
import { readSessionAsk } from '../dialects/generation/read-generation.ts'
import { generateImage, startGeneration } from '../dialects/generation/start-generation.ts'
import type { Route } from './route.ts'

const generation = { access: 'caller', dialect: generationDialect } as const

const session = {
  sessionId: 'The session, as POST answered it.',
  providerId: 'Its provider; may be left out.',
}

/** Pictures by sessions, in the shapes of applications that have an image service of their own. */
export const generationRoutes: readonly Route[] = [
  {
    ...generation,
    method: 'POST',
    path: '/api/generation',
    summary:
      'Starts a session of pictures: answered at once, or with its end where `Prefer: wait=<seconds>` allows.',
    body: { of: 'session' },
    answer: 'Session',
    ask: readSessionAsk,
    handler: startGeneration,
  },
  {
    ...generation,
    method: 'GET',
    path: '/api/generation',
    summary:
      'What happens to a session, as server-sent events; `Last-Event-ID` goes on where a reader left off.',
    query: session,
    media: 'events',
    handler: generationEvents,
  },
  {
    ...generation,
    method: 'DELETE',
    path: '/api/generation',
    summary: 'Cancels a session where it is under way, and forgets it.',
    query: session,
    answer: 'Session',
    handler: cancelGeneration,
  },
  {
    ...generation,
    method: 'POST',
    path: '/generate-image',
    summary:
      'Pictures while the client waits: at most ten minutes, or as long as `Prefer: wait=<seconds>` says.',
    body: { of: 'session' },
    answer: 'Session',
    ask: readSessionAsk,
    handler: generateImage,
  },
  {
    ...generation,
    method: 'GET',
    path: '/health-check/image-providers',
    summary: 'Which accounts make pictures, and what keeps the others.',
    query: { probe: '`true` asks each vendor whether it takes the credentials.' },
    answer: 'ImageProviders',
    handler: imageProviders,
  },
]
