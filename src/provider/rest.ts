/** What launcher.ts loads when Terraform first asks something that only the provider knows. */
import { answering, startServer } from './protocol/index.js'
import { mortiseProvider as provider } from './provider.js'

export { provider, startServer }
export const converse = answering(provider)
