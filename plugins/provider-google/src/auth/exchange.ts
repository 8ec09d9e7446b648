import { fromUnknown, LucidError } from '@lucid-gateway/core'
import type * as googleAuth from 'google-auth-library'
import type { CredentialDocument } from './credential.ts'

export interface AccessToken {
  readonly value: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

type Fetch = typeof globalThis.fetch

const scope = 'https://www.googleapis.com/auth/cloud-platform'

/** Where Google's library asks for the tokens of service accounts and users, whatever their files say. */
const googleTokenUrl = 'https://oauth2.googleapis.com/token'

/** How long a token is taken to be good that does not say it. */
const shortest = 300_000

/** Exchanges a credential for a token by Google's own library, which is loaded at the first use. All it sends goes by `fetch`. */
export async function exchange(
  document: CredentialDocument,
  fetch: Fetch,
  tokenUrl?: string,
): Promise<AccessToken> {
  const library = await import('google-auth-library')
  const fetchThere: Fetch = (input, init) =>
    fetch(tokenUrl !== undefined && String(input) === googleTokenUrl ? tokenUrl : input, init)
  const transporter = new library.gaxios.Gaxios({ fetchImplementation: fetchThere, retry: false })
  const client = clientFor(document, library, transporter)
  try {
    const { token } = await client.getAccessToken()
    if (!token) throw refusal(undefined)
    return { value: token, expiresAt: client.credentials.expiry_date ?? Date.now() + shortest }
  } catch (thrown) {
    throw errorOf(thrown)
  }
}

type Library = typeof googleAuth
type Transporter = InstanceType<Library['gaxios']['Gaxios']>

function clientFor(
  document: CredentialDocument,
  library: Library,
  transporter: Transporter,
): googleAuth.AuthClient {
  const field = (name: string): string => String(document[name] ?? '')
  switch (document.type) {
    case 'service_account':
      return new library.JWT({
        email: field('client_email'),
        key: field('private_key'),
        keyId: field('private_key_id'),
        scopes: [scope],
        transporter,
      })
    case 'authorized_user':
      return new library.UserRefreshClient({
        clientId: field('client_id'),
        clientSecret: field('client_secret'),
        refreshToken: field('refresh_token'),
        transporter,
      })
    case 'external_account': {
      const client = library.ExternalAccountClient.fromJSON({
        ...document,
        scopes: [scope],
        transporter,
      } as never)
      if (client) return client
    }
  }
  throw new LucidError('auth', `A credential of type "${document.type}" can’t be used here.`, {
    origin: 'gateway',
    recourse: 'other',
    reason: 'unusable_credential',
    hint: 'Use a service account, a user’s refresh token, or workload identity federation.',
  })
}

/** The library's errors are told by their shape. A refusal says nothing of the credential to callers. */
function errorOf(thrown: unknown): LucidError {
  const { status } = thrown as { readonly status?: unknown }
  if (typeof status === 'number' && status < 500) return refusal(thrown)
  if (typeof status === 'number') return fromUnknown(thrown, 'upstream')
  const error = fromUnknown(thrown, 'auth')
  // A key that is none fails where it is read, before anything is sent.
  return error.cause === thrown && error.code === 'auth' ? refusal(thrown) : error
}

function refusal(cause: unknown): LucidError {
  return new LucidError('auth', "The provider refused the account's credentials.", {
    origin: 'provider',
    recourse: 'other',
    status: 502,
    hint: "Check the account's credentials.",
    cause,
  })
}
