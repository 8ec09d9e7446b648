import { type HttpRequest, LucidError } from '@lucid-gateway/core'
import { hideValues, holdsSecret } from './redact.ts'
import type { Target } from './target.ts'
import type { CallerScope, HttpScope } from './transport.ts'

/** Which addresses a connection may go to. */
export type Reach = 'anywhere' | 'public'

/** What a scope's requests choose among by their `trust`. */
export type Trusts = Readonly<Record<NonNullable<HttpRequest['trust']>, Trust>>

/** One of the three classes of trust, bound to a scope. */
export interface Trust {
  /** Throws unless the class may go there; else says how far its connections reach. */
  admit(target: Target): Reach
  /** Throws if the class may not send this header. Absent where it may send any. */
  readonly checkHeader?: (name: string, value: string) => void
}

/** The plugin's own hosts, exactly. */
export class DeclaredTrust implements Trust {
  readonly #scope: HttpScope

  constructor(scope: HttpScope) {
    this.#scope = scope
  }

  admit(target: Target): Reach {
    const reach = declaredReach(target, this.#scope)
    if (reach === undefined) throw undeclared(target, this.#scope, 'hosts')
    if (reach === 'public') requireSecure(target)
    return reach
  }
}

const credentialHeaders = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'x-api-key',
  'x-goog-api-key',
  'api-key',
])

/** Vendors' delivery hosts, without credentials. */
export class ArtifactTrust implements Trust {
  readonly #scope: HttpScope

  constructor(scope: HttpScope) {
    this.#scope = scope
  }

  admit(target: Target): Reach {
    const reach = declaredReach(target, this.#scope) ?? this.#deliveryReach(target)
    refuseSecret(target.path, this.#scope.secrets, 'the address')
    if (reach === 'public') requireSecure(target)
    return reach
  }

  checkHeader(name: string, value: string): void {
    refuseCredential(name, value, this.#scope.secrets)
  }

  #deliveryReach(target: Target): Reach {
    const patterns = this.#scope.artifactHosts ?? []
    if (patterns.some(pattern => matches(pattern, target))) return 'public'
    throw undeclared(target, this.#scope, 'artifactHosts')
  }
}

type CallerHosts = Pick<CallerScope, 'secrets' | 'callerHosts'>

/** Addresses that a caller gave: the public internet and the operator's exceptions, without the operator's secrets. */
export class CallerTrust implements Trust {
  protected readonly scope: CallerHosts

  constructor(scope: CallerHosts) {
    this.scope = scope
  }

  admit(target: Target): Reach {
    const { secrets, callerHosts } = this.scope
    refuseSecret(target.host + target.path, secrets, 'the address')
    return callerHosts?.some(host => isHost(host, target)) ? 'anywhere' : 'public'
  }

  checkHeader(name: string, value: string): void {
    refuseSecret(value, this.scope.secrets, `the header "${name}"`)
  }
}

/** Such addresses within an attempt: whosever its credentials are, none goes there. */
export class BareCallerTrust extends CallerTrust {
  override checkHeader(name: string, value: string): void {
    refuseCredential(name, value, this.scope.secrets)
  }
}

function declaredReach(target: Target, scope: HttpScope): Reach | undefined {
  for (const { host, operator } of scope.hosts) {
    if (isHost(host, target)) return operator ? 'anywhere' : 'public'
  }
  return undefined
}

/** Exactly; without a port, the scheme's own is meant. */
function isHost(written: string, target: Target): boolean {
  return written === target.host || written === target.hostAndPort
}

function matches(pattern: string, target: Target): boolean {
  if (!pattern.startsWith('*.')) return isHost(pattern, target)
  const suffix = pattern.slice(1)
  return target.host.endsWith(suffix) && target.host.length > suffix.length
}

function requireSecure(target: Target): void {
  if (target.secure) return
  throw new LucidError('permission', `Plain HTTP to ${target.host} is not allowed.`, {
    ...refusal,
    reason: 'insecure',
    hint: 'Use https. Plain HTTP is only for hosts that the operator wrote into the configuration.',
  })
}

function undeclared(target: Target, scope: HttpScope, field: 'hosts' | 'artifactHosts'): LucidError {
  const host = hideValues(target.host, scope.secrets ?? [])
  const hosts = scope.hosts.map(declared => declared.host)
  const declared = field === 'hosts' ? hosts : [...hosts, ...(scope.artifactHosts ?? [])]
  const list = declared.length === 0 ? 'none' : declared.join(', ')
  return new LucidError('permission', `The host ${host} was not declared (declared: ${list}).`, {
    ...refusal,
    reason: 'undeclared_host',
    hint: `Add "${host}" to \`${field}\` of the plugin, or set it as the account's base URL.`,
    details: { host, declared },
  })
}

function refuseCredential(name: string, value: string, secrets: readonly string[] | undefined): void {
  if (credentialHeaders.has(name)) throw credentialRefused(`the header "${name}"`)
  refuseSecret(value, secrets, `the header "${name}"`)
}

function refuseSecret(text: string, secrets: readonly string[] | undefined, where: string): void {
  if (secrets !== undefined && holdsSecret(text, secrets)) throw credentialRefused(where)
}

function credentialRefused(where: string): LucidError {
  return new LucidError('permission', `A credential in ${where} was not sent: this host gets none.`, {
    ...refusal,
    reason: 'credential_refused',
    hint: 'Send credentials to declared hosts only.',
  })
}

const refusal = Object.freeze({ origin: 'gateway', recourse: 'none', billed: 'no' } as const)
