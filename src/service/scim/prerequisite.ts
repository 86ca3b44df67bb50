/** What must be true before SCIM is switched on (T60): sign-ins by the connection work. */
import type { Reads } from '../store/store.js'

/** For now a connection works when it exists; its status will tell more. */
export const connectionWorks = async (
  { samlConnections }: Pick<Reads, 'samlConnections'>,
  name: string,
): Promise<boolean> => (await samlConnections.find(name)) !== undefined
