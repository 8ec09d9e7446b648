import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { root } from './kit.mjs'

/** Runs the task in our place: its output is ours, signals reach it, and its exit status becomes ours. */
export function handOver(node, argv, env) {
  const child = spawn(node, argv, { cwd: root, env, stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) {
    process.on(signal, () => {
      // A terminal's Ctrl-C reaches the child by itself; passing it on would be a second one, which means "now".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  if (process.env.npm_lifecycle_event) stopWithParent(child)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (status, signal) => resolve(status ?? 128 + constants.signals[signal]))
  })
}

/** npm passes a signal to the shell between it and us. Some shells then end without passing it on. */
function stopWithParent(child) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    child.kill('SIGTERM')
  }, 250)
  watch.unref()
}
