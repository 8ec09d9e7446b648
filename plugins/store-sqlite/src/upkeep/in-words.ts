import { faultOf } from '../engine/fault.ts'
import { errorOf } from '../link/link.ts'

/** Does something with a database in this thread; what goes wrong is told as everywhere. */
export function inWords<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw errorOf(faultOf(error, file))
  }
}
