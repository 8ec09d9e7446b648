import { openedBench } from '@lucid-gateway/oracle'
import { startAnthropicSimulator } from '@lucid-gateway/simulators'
import { attemptsAt } from './attempts.ts'
import { startedPlugin } from './started-plugin.ts'

export const openBench = () => openedBench(() => startAnthropicSimulator(), attemptsAt, startedPlugin)
