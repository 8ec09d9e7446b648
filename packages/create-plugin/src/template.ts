import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plan } from './plan.ts'

const folder = join(import.meta.dirname, '..', 'templates')

/**
 * A file of a plan's kind. Templates are a working plugin of a made-up vendor, Acme; its names are put in the place of
 * Acme's.
 */
export function filled(plan: Plan, file: string): string {
  return readFileSync(join(folder, plan.kind.id, file), 'utf8')
    .replaceAll('https://api.acme.example/v1', plan.url)
    .replaceAll('lucid-provider-acme', plan.packageName)
    .replaceAll('x-acme', plan.capability)
    .replaceAll('ACME_API_KEY', plan.env)
    .replaceAll(/\bacme\b/g, plan.id)
    .replaceAll(/\bAcme\b/g, plan.title)
}

/** A file that is the same for all kinds. */
export function common(file: string): string {
  return readFileSync(join(folder, file), 'utf8')
}
