// Holds the repository to its house rules: `pnpm structure`. The rules are in rules.ts.
import { root } from '../workspace.ts'
import { checkAnatomy } from './anatomy.ts'
import { checkArrows } from './arrows.ts'
import { checkCycles } from './cycles.ts'
import { checkForbiddenWords } from './forbidden-words.ts'
import { checkLineLimits } from './line-limits.ts'
import { readTree } from './tree.ts'

const tree = readTree(root)
const checks = [checkLineLimits, checkArrows, checkCycles, checkAnatomy, checkForbiddenWords]
const findings = checks.flatMap(check => check(tree))
for (const { file, message } of findings) process.stdout.write(`${file}: ${message}\n`)
process.stdout.write(`Structure: ${tree.files.size} files, ${findings.length} findings.\n`)
if (findings.length > 0) process.exitCode = 1
