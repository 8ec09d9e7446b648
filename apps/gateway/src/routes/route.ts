import type { AdminBody } from '../admin/bodies.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { ReadAsk } from '../calls/make-call.ts'
import type { Exchange } from '../http/exchange.ts'
import type { AdminRole } from '../keys/rows.ts'
import type { schemas } from '../openapi/schemas.ts'

/** Who may call a route: anybody who can reach the gateway, whoever the gate lets in, or admins from that role on. */
export type Access = 'open' | 'caller' | { readonly role: AdminRole }

/** A path of the gateway, as data. Express, the API's description and the access matrix are made from these. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As Express writes it: `:name` for one step, `*name` for the rest, `\\:` for a colon. */
  readonly path: string
  readonly access: Access
  /** In whose shape its errors are. */
  readonly dialect: Dialect
  readonly summary: string
  /** What its body holds. */
  readonly body?: RouteBody
  /** What may stand behind the question mark, by name. */
  readonly query?: Readonly<Record<string, string>>
  /** What it answers, among the schemas of the API's description; with a vendor's body, that says it. */
  readonly answer?: keyof typeof schemas
  /** What it answers where that is no JSON: server-sent events, or a file of any type. */
  readonly media?: 'events' | 'file'
  /** A page for people, which the API's description leaves out. */
  readonly page?: true
  /** How it reads a call, for who wants to know what would become of one. */
  readonly ask?: ReadAsk
  readonly handler: (exchange: Exchange) => void | Promise<void>
}

type RouteBody =
  /** The request of that capability, with where to send it. */
  | { readonly of: 'capability'; readonly id: string }
  /** A request for pictures, with whom to ask and what to call the session. */
  | { readonly of: 'session' }
  /** The request of the capability that the path names. */
  | { readonly of: 'any-capability' }
  /** Another path, and the body that would be posted to it. */
  | { readonly of: 'explained' }
  /** What an admin writes. */
  | { readonly of: 'admin'; readonly schema: AdminBody }
  /** A vendor's own body. */
  | { readonly of: 'vendor'; readonly schema: VendorSchema }

export type VendorSchema =
  | 'chat-completion'
  | 'response'
  | 'response-count'
  | 'embedding'
  | 'moderation'
  | 'image-generation'
  | 'image-edit'
  | 'message'
  | 'message-count'
  | 'content'
  | 'content-count'
  | 'content-embedding'
  | 'content-embeddings'
