import { environmentSecrets } from '@lucid-gateway/core'
import { memoryBlobs, memoryLedger, memoryQueue, memoryState, memoryStore } from '@lucid-gateway/core/engine'
import { onManualClock } from './port-suite.ts'
import { secretsToHold } from './secrets-cases.ts'
import { testBlobs, testLedger, testQueue, testSecrets, testState, testStore } from './test-ports.ts'

testState('memory', onManualClock(memoryState))
testStore('memory', onManualClock(memoryStore))
testLedger(
  'memory',
  onManualClock(() => memoryLedger()),
)
testQueue('memory', onManualClock(memoryQueue))
testBlobs('memory', onManualClock(memoryBlobs))
testSecrets(
  'the environment',
  onManualClock(() => environmentSecrets(secretsToHold)),
)
