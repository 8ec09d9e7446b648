import { environmentSecrets } from '@lucid-gateway/core'
import { memoryBlobs, memoryQueue, memoryState, memoryStore } from '@lucid-gateway/core/engine'
import { onManualClock } from './port-suite.ts'
import { secretsToHold } from './secrets-cases.ts'
import { testBlobs, testQueue, testSecrets, testState, testStore } from './test-ports.ts'

testState('memory', onManualClock(memoryState))
testStore('memory', onManualClock(memoryStore))
testQueue('memory', onManualClock(memoryQueue))
testBlobs('memory', onManualClock(memoryBlobs))
testSecrets(
  'the environment',
  onManualClock(() => environmentSecrets(secretsToHold)),
)
