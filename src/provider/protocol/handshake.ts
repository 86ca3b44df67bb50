/** go-plugin's handshake: what the environment must say, and the one line that answers it. Pure but for its arguments. */
import type { Identity } from './certificate.js'

/** Terraform's; not a secret, only proof that a program meant to start a plugin. */
const cookie = {
  name: 'TF_PLUGIN_MAGIC_COOKIE',
  value: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
}

export const protocolVersion = 6

export type Environment = Readonly<Record<string, string | undefined>>

export type Greeting =
  | { readonly kind: 'refused'; readonly line: string }
  | {
      readonly kind: 'accepted'
      readonly clientCertificate: string | undefined
      readonly socketDirectory: string | undefined
    }

/** A refusal is one line for stdout: go-plugin shows an unexpected first line to the user, and hides stderr. */
export function greet(environment: Environment, providerName: string): Greeting {
  if (environment[cookie.name] !== cookie.value)
    return {
      kind: 'refused',
      line: `This is the Terraform provider "${providerName}". Terraform starts it by itself: add it to required_providers and run terraform init.`,
    }
  const offered = (environment['PLUGIN_PROTOCOL_VERSIONS'] ?? '').split(',')
  if (!offered.includes(String(protocolVersion)))
    return {
      kind: 'refused',
      line: `Provider "${providerName}" speaks plugin protocol ${protocolVersion}; this Terraform offers ${offered.join(', ') || 'none'}. Use Terraform 1.1 or later, or OpenTofu.`,
    }
  return {
    kind: 'accepted',
    clientCertificate: environment['PLUGIN_CLIENT_CERT'] || undefined,
    socketDirectory: environment['PLUGIN_UNIX_SOCKET_DIR'] || undefined,
  }
}

export interface Listening {
  readonly network: string
  readonly address: string
}

/** core version | protocol version | network | address | protocol | certificate, base64 without padding */
export function handshakeLine(
  { network, address }: Listening,
  identity: Identity | undefined,
): string {
  const certificate = identity?.certificate.toString('base64').replace(/=+$/, '') ?? ''
  return ['1', protocolVersion, network, address, 'grpc', certificate].join('|')
}
