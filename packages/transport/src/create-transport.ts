import { requireReachable } from './reachable.ts'
import { ScopedHttp } from './scoped-http.ts'
import { settingsOf } from './settings.ts'
import type { CallerScope, HttpScope, Transport, TransportOptions } from './transport.ts'
import { ArtifactTrust, BareCallerTrust, CallerTrust, DeclaredTrust } from './trust.ts'
import { WayOut } from './way-out.ts'

export function createTransport(options: TransportOptions = {}): Transport {
  const settings = settingsOf(options)
  const wayOut = new WayOut(settings)
  return Object.freeze({
    http: (scope: HttpScope) =>
      new ScopedHttp(wayOut, scope, scope.secrets ?? [], {
        declared: new DeclaredTrust(scope),
        artifact: new ArtifactTrust(scope),
        caller: new BareCallerTrust(scope),
      }),
    caller: (scope: CallerScope) => {
      const trust = new CallerTrust(scope)
      const secrets = [...(scope.secrets ?? []), ...(scope.callerSecrets ?? [])]
      return new ScopedHttp(wayOut, scope, secrets, { declared: trust, artifact: trust, caller: trust })
    },
    requireReachable: (url: string, scope: CallerScope) => requireReachable(url, scope, settings),
    timeouts: settings.timeouts,
    close: () => wayOut.close(),
  })
}
