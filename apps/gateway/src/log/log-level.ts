export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'
export type LoggedRequests = 'all' | 'failed' | 'none'
