import { type Attempt, LucidError } from '@lucid-gateway/core'
import { AccessTokens } from '../auth/access-tokens.ts'
import type { GoogleCredentials } from '../auth/credential.ts'
import type { GoogleConfig, VertexConfig } from '../config.ts'

type Headers = Readonly<Record<string, string>>

/** One account's way in: where its API is, and who it is there. */
export interface Access {
  /** With the version, and at Vertex AI with the project. */
  readonly base: string
  /** Where its models are listed. */
  readonly list: string
  /** True at Vertex AI. */
  readonly vertex: boolean
  headers(attempt: Attempt<GoogleCredentials>): Headers | Promise<Headers>
  /** To be called when the headers were refused; true if others may be good. */
  renews(attempt: Attempt<GoogleCredentials>, headers: Headers): boolean
}

export function accessOf(config: GoogleConfig): Access {
  return config.vertex ? vertexAccess(config, config.vertex) : keyAccess(config)
}

/** https://ai.google.dev/gemini-api/docs/api-key */
function keyAccess(config: GoogleConfig): Access {
  const base = `${origin(config)}/${config.apiVersion ?? 'v1'}`
  return {
    base,
    list: `${base}/models`,
    vertex: false,
    headers: ({ credentials: { apiKey } }) => {
      if (apiKey === undefined) throw noKey()
      return { 'x-goog-api-key': apiKey }
    },
    renews: () => false,
  }
}

/** https://cloud.google.com/vertex-ai/generative-ai/docs/learn/locations */
function vertexAccess(config: GoogleConfig, { project, location, ...rest }: VertexConfig): Access {
  const tokens = new AccessTokens({ project, location, ...rest })
  const start = `${origin(config)}/${config.apiVersion ?? 'v1beta1'}`
  const publisher = 'publishers/google'
  return {
    base: `${start}/projects/${project}/locations/${location}/${publisher}`,
    list: `${start}/${publisher}/models`,
    vertex: true,
    headers: async attempt => ({ authorization: `Bearer ${await tokens.tokenFor(attempt)}` }),
    renews: (attempt, { authorization = '' }) =>
      tokens.forget(attempt, authorization.slice('Bearer '.length)),
  }
}

/** Where the API is, without its version. */
function origin({ baseUrl, vertex }: GoogleConfig): string {
  if (baseUrl !== undefined) return baseUrl.replace(/\/+$/, '')
  if (!vertex) return 'https://generativelanguage.googleapis.com'
  const { location } = vertex
  if (location === 'global') return 'https://aiplatform.googleapis.com'
  return location === 'us' || location === 'eu'
    ? `https://aiplatform.${location}.rep.googleapis.com`
    : `https://${location}-aiplatform.googleapis.com`
}

/** Where an account may send its credentials. */
export function hostsOf(config: GoogleConfig): readonly string[] {
  const api = new URL(origin(config)).host
  if (!config.vertex) return [api]
  const { tokenUrl, metadataUrl } = config.vertex
  const own = [tokenUrl, metadataUrl].filter(url => url !== undefined).map(url => new URL(url).host)
  return [
    ...new Set([api, ...own, 'oauth2.googleapis.com', 'sts.googleapis.com', 'iamcredentials.googleapis.com']),
  ]
}

function noKey(): LucidError {
  return new LucidError('auth', 'The account has no API key.', {
    origin: 'gateway',
    recourse: 'other',
    reason: 'no_credential',
    hint: 'Set GOOGLE_API_KEY or GEMINI_API_KEY, or name a project of Vertex AI in the account’s `vertex`.',
  })
}
