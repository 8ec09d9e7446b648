// Written by `pnpm client-types`; not by hand.

import type * as Requests from './requests.ts'
import type * as Schemas from './schemas.ts'

/** What of the gateway can be asked for, by method and path. */
export interface Operations {
  /** Chat, in the shape of Lucid. */
  'POST /v1/chat': {
    readonly body: Requests.ChatRequest
    readonly answer: Schemas.ChatAnswer
  }
  /** What would become of a request: targets, losses, cost. Nothing is sent. */
  'POST /v1/explain': {
    readonly body: Schemas.Explained
    readonly answer: Schemas.Explanation
  }
  /** The models that can be named. */
  'GET /v1/models': {
    readonly answer: Schemas.Models
  }
  /** One model. */
  'GET /v1/models/{model}': {
    readonly path: { readonly model: string }
    readonly answer: Schemas.Model
  }
  /** The capabilities that are served, with their kinds. */
  'GET /v1/capabilities': {
    readonly answer: Schemas.Capabilities
  }
  /** A call of late, whole: its receipt, its tries, what it used and cost. For the key that made it. */
  'GET /v1/calls/{id}': {
    readonly path: { readonly id: string }
    readonly answer: Schemas.Call
  }
  /** Pictures, as a job: answered at once, or with its end where `Prefer: wait=<seconds>` allows for that. */
  'POST /v1/images': {
    readonly body: Requests.ImageRequest
    readonly answer: Schemas.Job
  }
  /** How it stands with pictures. */
  'GET /v1/images/{id}': {
    readonly path: { readonly id: string }
    readonly answer: Schemas.Job
  }
  /** Cancels them where they are not made yet, and forgets them. */
  'DELETE /v1/images/{id}': {
    readonly path: { readonly id: string }
    readonly answer: Schemas.Job
  }
  /** How a job stands. */
  'GET /v1/jobs/{id}': {
    readonly path: { readonly id: string }
    readonly answer: Schemas.Job
  }
  /** Cancels a job where it is under way, and forgets it. */
  'DELETE /v1/jobs/{id}': {
    readonly path: { readonly id: string }
    readonly answer: Schemas.Job
  }
  /** What happens to a job, as server-sent events; `Last-Event-ID` goes on where a reader left off. */
  'GET /v1/jobs/{id}/events': {
    readonly path: { readonly id: string }
  }
  /** What signs the webhooks of jobs that this key starts with `x-webhook-url`. */
  'GET /v1/webhooks/secret': {
    readonly answer: Schemas.WebhookSecret
  }
  /** The keys of applications; never a key itself. */
  'GET /admin/v1/keys': {
    readonly query?: {
      /** How many at most: 50 unless said, up to 500. */
      readonly limit?: string | number
      /** What `next` was of the page before. */
      readonly after?: string | number
      readonly [name: string]: string | number | undefined
    }
    readonly answer: Schemas.AppKeys
  }
  /** Makes a key, and shows it this once. */
  'POST /admin/v1/keys': {
    readonly body: Requests.NewKey
    readonly answer: Schemas.AppKey
  }
  /** One key. */
  'GET /admin/v1/keys/{id}': {
    readonly path: { readonly id: string }
    readonly answer: Schemas.AppKey
  }
  /** Gives a key other limits and budgets, from the next call on. */
  'PATCH /admin/v1/keys/{id}': {
    readonly path: { readonly id: string }
    readonly body: Requests.KeyChange
    readonly answer: Schemas.AppKey
  }
  /** Revokes a key at once and for good; it stays in the list. */
  'DELETE /admin/v1/keys/{id}': {
    readonly path: { readonly id: string }
    readonly answer: Schemas.AppKey
  }
  /** Gives a key another secret, shown this once; the one before is good for a while yet. */
  'POST /admin/v1/keys/{id}/rotate': {
    readonly path: { readonly id: string }
    readonly body?: Requests.KeyRotation
    readonly answer: Schemas.AppKey
  }
  /** The teams. */
  'GET /admin/v1/teams': {
    readonly query?: {
      /** How many at most: 50 unless said, up to 500. */
      readonly limit?: string | number
      /** What `next` was of the page before. */
      readonly after?: string | number
      readonly [name: string]: string | number | undefined
    }
    readonly answer: Schemas.Teams
  }
  /** Makes a team. */
  'POST /admin/v1/teams': {
    readonly body: Requests.NewTeam
    readonly answer: Schemas.Team
  }
  /** One team. */
  'GET /admin/v1/teams/{id}': {
    readonly path: { readonly id: string }
    readonly answer: Schemas.Team
  }
  /** Gives a team other limits and budgets, from the next call on. */
  'PATCH /admin/v1/teams/{id}': {
    readonly path: { readonly id: string }
    readonly body: Requests.TeamChange
    readonly answer: Schemas.Team
  }
  /** Deletes a team whose keys and admins are all revoked. */
  'DELETE /admin/v1/teams/{id}': {
    readonly path: { readonly id: string }
    readonly answer: Schemas.Team
  }
  /** The limits in force, and for each holder what is used and left, and until when. */
  'GET /admin/v1/limits': {
    readonly query?: {
      /** How many keys, teams and the like at most: 50 unless said, up to 500. */
      readonly limit?: string | number
      /** What `next` was of the page before. */
      readonly after?: string | number
      readonly [name: string]: string | number | undefined
    }
    readonly answer: Schemas.LimitStandings
  }
  /** Makes a limit of many under that name, or changes it, from the next call on. */
  'PUT /admin/v1/limits/{id}': {
    readonly path: { readonly id: string }
    readonly body: Requests.LimitOfMany
    readonly answer: Schemas.Limit
  }
  /** Takes away a limit that was made here. */
  'DELETE /admin/v1/limits/{id}': {
    readonly path: { readonly id: string }
    readonly answer: Schemas.Limit
  }
  /** The budgets in force, and for each holder what is spent and left, and until when. */
  'GET /admin/v1/budgets': {
    readonly query?: {
      /** How many keys, teams and the like at most: 50 unless said, up to 500. */
      readonly limit?: string | number
      /** What `next` was of the page before. */
      readonly after?: string | number
      readonly [name: string]: string | number | undefined
    }
    readonly answer: Schemas.BudgetStandings
  }
  /** Makes a budget of many under that name, or changes it, from the next call on. */
  'PUT /admin/v1/budgets/{id}': {
    readonly path: { readonly id: string }
    readonly body: Requests.BudgetOfMany
    readonly answer: Schemas.Budget
  }
  /** Takes away a budget that was made here. */
  'DELETE /admin/v1/budgets/{id}': {
    readonly path: { readonly id: string }
    readonly answer: Schemas.Budget
  }
  /** The admins; never a key itself. */
  'GET /admin/v1/admins': {
    readonly query?: {
      /** How many at most: 50 unless said, up to 500. */
      readonly limit?: string | number
      /** What `next` was of the page before. */
      readonly after?: string | number
      readonly [name: string]: string | number | undefined
    }
    readonly answer: Schemas.Admins
  }
  /** Makes an admin of no higher role than your own, and shows its key this once. */
  'POST /admin/v1/admins': {
    readonly body: Requests.NewAdmin
    readonly answer: Schemas.Admin
  }
  /** One admin. */
  'GET /admin/v1/admins/{id}': {
    readonly path: { readonly id: string }
    readonly answer: Schemas.Admin
  }
  /** Revokes an admin of no higher role than your own. */
  'DELETE /admin/v1/admins/{id}': {
    readonly path: { readonly id: string }
    readonly answer: Schemas.Admin
  }
  /** Gives an admin of no higher role another key, shown this once; the one before is good for a while yet. */
  'POST /admin/v1/admins/{id}/rotate': {
    readonly path: { readonly id: string }
    readonly body?: Requests.AdminRotation
    readonly answer: Schemas.Admin
  }
  /** What admins did: who, what, to which object, when, from where; the latest first. */
  'GET /admin/v1/audit': {
    readonly query?: {
      /** How many at most: 50 unless said, up to 500. */
      readonly limit?: string | number
      /** What `next` was of the page before. */
      readonly after?: string | number
      readonly [name: string]: string | number | undefined
    }
    readonly answer: Schemas.AuditRows
  }
  /** What was used and what it cost, added up by whatever is asked for. */
  'GET /admin/v1/usage': {
    readonly query?: {
      /** Of day, organisation, team, key, subject, capability, account, provider, model, payer and tag:<name>, with commas. */
      readonly by?: string | number
      /** From this day or time on. */
      readonly from?: string | number
      /** Before this day or time. */
      readonly to?: string | number
      /** Only of this team; `key`, `subject`, `capability`, `account`, `provider`, `model`, `payer` and `tag:<name>` alike. */
      readonly team?: string | number
      readonly [name: string]: string | number | undefined
    }
    readonly answer: Schemas.UsageRows
  }
  /** The calls that have ended, the latest first; nothing of what was said in them. */
  'GET /admin/v1/calls': {
    readonly query?: {
      /** How many at most: 50 unless said, up to 500. */
      readonly limit?: string | number
      /** What `next` was of the page before. */
      readonly after?: string | number
      /** finished, failed or cancelled. */
      readonly status?: string | number
      /** From this day or time on. */
      readonly from?: string | number
      /** Before this day or time. */
      readonly to?: string | number
      /** Only of this team; `key`, `subject`, `capability`, `account`, `provider`, `model`, `payer` and `tag:<name>` alike. */
      readonly team?: string | number
      readonly [name: string]: string | number | undefined
    }
    readonly answer: Schemas.EndedCalls
  }
  /** Prices attempts anew whose price was not known, or was wrong, by the prices that are known now. */
  'POST /admin/v1/ledger/reprice': {
    readonly body?: Requests.PostAdminV1LedgerReprice
    readonly answer: Schemas.Repricing
  }
  /** The accounts with vendors, and which of them rest. */
  'GET /admin/v1/accounts': {
    readonly answer: Schemas.Accounts
  }
}
