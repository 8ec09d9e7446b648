import { openedBench } from '@lucid-gateway/oracle'
import { startGeminiSimulator } from '@lucid-gateway/simulators'
import { attemptsAt } from './attempts.ts'
import { startedPlugin } from './started-plugin.ts'

export const openBench = () => openedBench(() => startGeminiSimulator(), attemptsAt, startedPlugin)
