import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type Attempt, LucidError } from '@lucid-gateway/core'

export interface GoogleCredentials {
  readonly apiKey?: string
  readonly serviceAccount?: string
}

/** The JSON of a credential, as Google's console and `gcloud` write it. */
export interface CredentialDocument {
  readonly type: string
  readonly [name: string]: unknown
}

/** Kinds that name files or addresses of their own are the operator's to trust, never a caller's. */
const callersOwn: ReadonlySet<string> = new Set(['service_account', 'authorized_user'])

/**
 * The account's credential document, which it was given as JSON or as the path of a file; else that of the machine's user,
 * https://cloud.google.com/docs/authentication/application-default-credentials; undefined where there is neither, and the
 * machine has to vouch for itself.
 */
export async function credentialDocument(
  attempt: Attempt<GoogleCredentials>,
): Promise<CredentialDocument | undefined> {
  const own = attempt.secretVersion === undefined
  const given = attempt.credentials.serviceAccount
  if (given?.trimStart().startsWith('{')) return checked(given, own)
  if (own) throw refusedOwn()
  const path = given ?? process.env['GOOGLE_APPLICATION_CREDENTIALS']
  if (path) return checked(await contentOf(path), false)
  const left = await readFile(gcloudFile(), 'utf8').catch(() => undefined)
  return left === undefined ? undefined : checked(left, false)
}

/** What `gcloud auth application-default login` leaves. */
function gcloudFile(): string {
  return join(homedir(), '.config/gcloud/application_default_credentials.json')
}

async function contentOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw unusable('The file of the account’s credential can’t be read.', cause)
  }
}

function checked(text: string, own: boolean): CredentialDocument {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (cause) {
    throw unusable('The account’s credential is no JSON.', cause)
  }
  const { type } = (document ?? {}) as { readonly type?: unknown }
  if (typeof type !== 'string') throw unusable('The account’s credential does not say what type it is of.')
  if (own && !callersOwn.has(type)) throw refusedOwn()
  return document as CredentialDocument
}

function unusable(message: string, cause?: unknown): LucidError {
  return new LucidError('auth', message, {
    origin: 'gateway',
    recourse: 'other',
    reason: 'unusable_credential',
    hint: 'Give `serviceAccount` (GOOGLE_SERVICE_ACCOUNT) the JSON of a service account, or the path of its file.',
    cause,
  })
}

function refusedOwn(): LucidError {
  return new LucidError(
    'auth',
    'A caller’s own credential has to be the JSON of a service account or of a user.',
    {
      origin: 'caller',
      reason: 'unusable_credential',
      hint: 'Send the content of the key file itself.',
    },
  )
}
