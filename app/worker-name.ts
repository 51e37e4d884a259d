import { hostname } from 'node:os'

/** Names this process to whoever looks for it: machine and process id. */
export const WORKER_NAME = `${hostname()}/${process.pid}`
