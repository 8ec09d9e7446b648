import { oldestNode } from '../version.ts'

/** Whether a version of Node is one that the gateway runs on. */
export function isNodeNewEnough(running: string): boolean {
  const [major = 0, minor = 0] = numbersOf(running)
  const [oldestMajor = 0, oldestMinor = 0] = numbersOf(oldestNode)
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}

function numbersOf(version: string): readonly number[] {
  return version.split('.').map(Number)
}
