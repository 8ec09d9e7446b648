import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { GeminiApiError } from './api-error.ts'

/** The tokens that the simulated vendor has given out, and to whom. */
export class IssuedTokens {
  readonly #secondsValid: number
  readonly #tokens = new Map<string, number>()
  #serial = 0

  constructor(secondsValid: number) {
    this.#secondsValid = secondsValid
  }

  issue(): object {
    const token = `ya29.simulated-${++this.#serial}`
    this.#tokens.set(token, Date.now() + this.#secondsValid * 1000)
    return { access_token: token, expires_in: this.#secondsValid, token_type: 'Bearer' }
  }

  /** No token that was given out is good any longer. */
  revoke(): void {
    this.#tokens.clear()
  }

  isGood(token: string): boolean {
    return (this.#tokens.get(token) ?? 0) > Date.now()
  }
}

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** The key file of an account that the simulator knows. */
export const simulatorServiceAccount: Readonly<Record<string, string>> = {
  type: 'service_account',
  project_id: 'sim-project',
  private_key_id: 'key-1',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  client_email: 'lucid@sim-project.iam.gserviceaccount.com',
  client_id: '1',
  token_uri: 'https://oauth2.googleapis.com/token',
}

/** The file that `gcloud auth application-default login` leaves. */
export const simulatorUserCredentials: Readonly<Record<string, string>> = {
  type: 'authorized_user',
  client_id: 'client-1',
  client_secret: 'secret-of-the-client',
  refresh_token: '1//refresh-token',
}

const jwtGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** https://developers.google.com/identity/protocols/oauth2/service-account#httprest */
export function grantToken(form: URLSearchParams, tokens: IssuedTokens): object {
  switch (form.get('grant_type')) {
    case jwtGrant:
      checkAssertion(form.get('assertion') ?? '')
      return tokens.issue()
    case 'refresh_token':
      if (
        form.get('refresh_token') !== simulatorUserCredentials['refresh_token'] ||
        form.get('client_secret') !== simulatorUserCredentials['client_secret']
      ) {
        throw new OAuthError('invalid_grant', 'Bad Request')
      }
      return tokens.issue()
    default:
      throw new OAuthError('unsupported_grant_type', 'Invalid grant_type')
  }
}

function checkAssertion(assertion: string): void {
  const [head = '', claims = '', signature = ''] = assertion.split('.')
  const genuine = verify(
    'RSA-SHA256',
    Buffer.from(`${head}.${claims}`),
    createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
    Buffer.from(signature, 'base64url'),
  )
  if (!genuine) throw new OAuthError('invalid_grant', 'Invalid JWT Signature.')
  const { iss, scope, aud, iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<
    string,
    unknown
  >
  const now = Date.now() / 1000
  const inTime =
    typeof iat === 'number' && typeof exp === 'number' && iat <= now + 60 && exp > now && exp - iat <= 3600
  if (
    iss !== simulatorServiceAccount['client_email'] ||
    aud !== simulatorServiceAccount['token_uri'] ||
    !inTime
  ) {
    throw new OAuthError('invalid_grant', 'Invalid JWT.')
  }
  if (!String(scope).split(' ').includes('https://www.googleapis.com/auth/cloud-platform')) {
    throw new OAuthError('invalid_scope', 'Invalid OAuth scope or ID token audience provided.')
  }
}

/** A refusal as the token endpoint words it. */
export class OAuthError extends Error {
  readonly error: string

  constructor(error: string, description: string) {
    super(description)
    this.error = error
  }

  toJSON(): object {
    return { error: this.error, error_description: this.message }
  }
}

export function unauthenticated(): GeminiApiError {
  return new GeminiApiError(
    401,
    'UNAUTHENTICATED',
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
    [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'ACCESS_TOKEN_TYPE_UNSUPPORTED',
        domain: 'googleapis.com',
      },
    ],
  )
}
