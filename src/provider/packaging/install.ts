/** `mortise provider install`: a mirror on this machine, and the words by which Terraform finds it. Nobody's configuration is touched. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { withBundle } from './built.js'
import { layOutMirror, sources } from './mirror.js'

type Environment = Readonly<Record<string, string | undefined>>

/** Where programs of this user keep their data. @param platform - as `process.platform` says it */
export function defaultMirror(environment: Environment, platform: string): string {
  const home = environment['HOME'] ?? homedir()
  const data =
    platform === 'darwin'
      ? join(home, 'Library', 'Application Support')
      : (environment['XDG_DATA_HOME'] ?? join(home, '.local', 'share'))
  return join(data, 'mortise', 'terraform-mirror')
}

export interface Installed {
  readonly mirror: string
  readonly files: readonly string[]
  /** What the CLI configuration must say. */
  readonly cliConfiguration: string
}

export async function installProvider(directory: string): Promise<Installed> {
  const mirror = resolve(directory)
  const files = await withBundle((bundle) => layOutMirror(bundle, mirror))
  return { mirror, files, cliConfiguration: cliConfigurationFor(mirror) }
}

/** This provider from the mirror, every other as ever. */
export function cliConfigurationFor(mirror: string): string {
  const ours = `[${sources.map((source) => JSON.stringify(source)).join(', ')}]`
  return `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ${ours}
  }
  direct {
    exclude = ${ours}
  }
}
`
}
