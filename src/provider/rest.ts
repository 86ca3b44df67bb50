/** What main.ts loads while Terraform is still reading its line. */
export { attend, startServer } from './protocol/index.js'
export { mortiseProvider as provider } from './provider.js'
