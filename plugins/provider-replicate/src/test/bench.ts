import { openedBench } from '@lucid-gateway/oracle'
import { startReplicateSimulator } from '@lucid-gateway/simulators'
import { attemptsAt } from './attempts.ts'
import { startedPlugin } from './started-plugin.ts'

export const openBench = () => openedBench(() => startReplicateSimulator(), attemptsAt, startedPlugin)

export const schnell = 'black-forest-labs/flux-schnell'
