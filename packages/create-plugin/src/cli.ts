#!/usr/bin/env node
import { main } from './main.ts'
import { ask } from './question.ts'

const attended = process.stdin.isTTY === true && process.stdout.isTTY === true

process.exitCode = await main(process.argv.slice(2), {
  cwd: process.cwd(),
  say: text => void process.stdout.write(`${text}\n`),
  complain: text => void process.stderr.write(`${text}\n`),
  ask: attended ? ask : undefined,
})
