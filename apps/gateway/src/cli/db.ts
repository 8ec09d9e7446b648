import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { resolve } from 'node:path'
import { backupFile, migrateFile, readSqlite, restoreFile } from '@lucid-gateway/store-sqlite'
import { parse, place, UsageError } from './arguments.ts'
import { databaseHere } from './database.ts'
import { print } from './print.ts'

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, { config: place.config })
  const [what, target, ...more] = positionals
  if (more[0] !== undefined) throw new UsageError(`"${more[0]}" was not expected.`)
  const file = await databaseHere(values)
  if (what === 'migrate') migrate(file, target)
  else if (what === 'backup') backup(file, named(target))
  else if (what === 'restore') restore(file, named(target))
  else if (what === 'export') await exportTo(file, named(target))
  else throw new UsageError('Say what: db migrate, db backup, db restore or db export.')
  return 0
}

function named(target: string | undefined): string {
  if (target === undefined) throw new UsageError('Name a file.')
  return resolve(target)
}

function migrate(file: string, target: string | undefined): void {
  if (target !== undefined) throw new UsageError(`"${target}" was not expected.`)
  const { from, to } = migrateFile(file)
  print(from === to ? `${file} is up to date: version ${to}.` : `${file}: from version ${from} to ${to}.`)
}

function backup(file: string, target: string): void {
  backupFile(file, target)
  print(`${target} is a copy of ${file}.`)
}

function restore(file: string, source: string): void {
  const kept = restoreFile(file, source)
  print(`${file} is now what ${source} holds.`)
  if (kept !== undefined) print(`What was there is ${kept}.`)
}

async function exportTo(file: string, target: string): Promise<void> {
  const reader = readSqlite(file)
  try {
    const out = createWriteStream(target, { flags: 'wx', mode: 0o600 })
    await once(out, 'open')
    let count = 0
    for (const row of reader.all()) {
      count++
      if (!out.write(`${JSON.stringify(row)}\n`)) await once(out, 'drain')
    }
    out.end()
    await once(out, 'finish')
    print(`${count} rows are in ${target}, one a line.`)
  } finally {
    reader.close()
  }
}
