export type { Config } from './config/config.ts'
export type { PluginReport } from './discovery/plugin-report.ts'
export type { Gateway, GatewayOptions, Timing } from './start/gateway.ts'
export { startGateway } from './start/start-gateway.ts'
