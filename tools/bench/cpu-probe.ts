// Preloaded into the process under test: tells the CPU time it has used, in microseconds, all its threads together.
import { serve } from './child.ts'

serve({
  cpu: () => {
    const { user, system } = process.cpuUsage()
    return user + system
  },
})
process.channel?.unref()
