import { LucidError } from '@lucid-gateway/core'
import type { Exchange } from '../http/exchange.ts'
import { sendJson } from '../http/respond.ts'
import { boundsOf, changedBounds } from '../keys/bounds.ts'
import { changedMeanwhile } from '../keys/key-store.ts'
import type { TeamRow } from '../keys/rows.ts'
import type { Entry } from '../keys/table.ts'
import type { Tenants } from '../keys/tenants.ts'
import { maySeeOf, requireOrganisation } from './admin.ts'
import { adminOf, change, idOf, teamNamed, unknown } from './admin-exchange.ts'
import { teamFacts } from './facts.ts'
import { pageOf, pageQuery } from './page.ts'
import { readAdminBody } from './read-admin-body.ts'
import { requireLedger } from './require-bounds.ts'

export async function listTeams(exchange: Exchange): Promise<void> {
  const admin = adminOf(exchange)
  const query = { ...pageQuery(exchange, admin), where: { deletedAt: null } }
  const { teams } = exchange.host.tenants
  if (admin.team === null)
    return sendJson(exchange, 200, await pageOf(query, asked => teams.page(asked), teamFacts))
  const own = await teamNamed(admin.team, exchange.host.tenants)
  sendJson(exchange, 200, { data: own ? [teamFacts(own)] : [], next: null })
}

export async function showTeam(exchange: Exchange): Promise<void> {
  sendJson(exchange, 200, teamFacts(await teamOf(exchange)))
}

export async function createTeam(exchange: Exchange): Promise<void> {
  const admin = adminOf(exchange)
  requireOrganisation(admin)
  const { teams, clock } = exchange.host.tenants
  const { id, name = id, ...bounds } = await readAdminBody(exchange, 'new-team')
  if (await teams.get(id)) throw taken(id)
  requireLedger(exchange, bounds)
  const value: TeamRow = {
    name,
    ...boundsOf(bounds),
    createdAt: clock.now(),
    createdBy: admin.id,
    deletedAt: null,
  }
  const facts = teamFacts({ id, value })
  await change(exchange, { action: 'team.create', object: id, team: id, after: facts }, async () => {
    if (!(await teams.insert(id, value))) throw taken(id)
  })
  exchange.host.tenants.storedRules.changed()
  sendJson(exchange, 201, facts)
}

/** Other limits and budgets for a team, from the next call of its keys on. */
export async function changeTeam(exchange: Exchange): Promise<void> {
  requireOrganisation(adminOf(exchange))
  const team = await teamOf(exchange)
  const { teams, storedRules } = exchange.host.tenants
  const body = await readAdminBody(exchange, 'team-change')
  requireLedger(exchange, body)
  const value = changedBounds(team.value, body)
  const [before, after] = [teamFacts(team), teamFacts({ ...team, value })]
  await change(
    exchange,
    { action: 'team.change', object: team.id, team: team.id, before, after },
    async () => {
      if (!(await teams.update(team, value))) throw changedMeanwhile(team.id)
    },
  )
  storedRules.changed()
  sendJson(exchange, 200, after)
}

export async function deleteTeam(exchange: Exchange): Promise<void> {
  requireOrganisation(adminOf(exchange))
  const team = await teamOf(exchange)
  const { tenants } = exchange.host
  if (await isInUse(team.id, tenants)) throw inUse(team.id)
  const facts = teamFacts(team)
  await change(
    exchange,
    { action: 'team.delete', object: team.id, team: team.id, before: facts },
    async () => {
      const deletedAt = tenants.clock.now()
      if (!(await tenants.teams.update(team, { ...team.value, deletedAt }))) throw changedMeanwhile(team.id)
    },
  )
  sendJson(exchange, 200, facts)
}

async function teamOf(exchange: Exchange): Promise<Entry<TeamRow>> {
  const id = idOf(exchange)
  const found = maySeeOf(adminOf(exchange), id) ? await teamNamed(id, exchange.host.tenants) : undefined
  if (!found) throw unknown('team', id)
  return found
}

const pageSize = 500

/** Whether anybody could still act in its name. */
async function isInUse(team: string, { keys, admins }: Tenants): Promise<boolean> {
  for (const list of [keys, admins]) {
    for (let after: string | undefined; ;) {
      const page = await list.page({
        where: { team },
        limit: pageSize,
        ...(after === undefined ? {} : { after }),
      })
      if (page.some(({ value }) => value.revokedAt === null)) return true
      if (page.length < pageSize) break
      after = page.at(-1)?.id
    }
  }
  return false
}

function taken(id: string): LucidError {
  return new LucidError('conflict', `There is a team "${id}" already, or there was one.`, {
    param: 'id',
    reason: 'team_exists',
    hint: 'Choose another id.',
  })
}

function inUse(id: string): LucidError {
  return new LucidError('conflict', `The team "${id}" has keys or admins that are not revoked.`, {
    reason: 'team_in_use',
    hint: 'Revoke them first.',
  })
}
