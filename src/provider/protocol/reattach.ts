/** A server for tests and debuggers, who do not count milliseconds: Terraform is told where it is, instead of starting it. */
import type { Provider } from '../framework/index.js'
import { answering } from './answering.js'
import { listen, type Listener } from './listener.js'
import { attend, type Attendance, type AttendOptions } from './server.js'

export interface RunningServer extends Attendance {
  /** What Terraform needs in TF_REATTACH_PROVIDERS to use this server, given the provider's address in the registry. */
  reattach(providerAddress: string): string
}

/** Listens and answers at once. */
export async function startServer(
  provider: Provider,
  options: AttendOptions,
): Promise<RunningServer> {
  const listener = await listen()
  const attendance = attend({ load: async () => answering(provider) }, listener, options)
  return Object.assign(attendance, { reattach: (name: string) => reattachment(name, listener) })
}

function reattachment(providerAddress: string, { network, address }: Listener): string {
  const how = {
    Protocol: 'grpc',
    ProtocolVersion: 6,
    Pid: process.pid,
    Test: true,
    Addr: { Network: network, String: address },
  }
  return JSON.stringify({ [providerAddress]: how })
}
