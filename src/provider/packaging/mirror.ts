/** A folder from which `terraform init` and `tofu init` install the provider without any registry. */
import { arch, platform } from 'node:process'
import { chmod, copyFile, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { version } from '../../core/index.js'
import { makeCodeCache } from './code-cache.js'
import { neighbours } from './files.js'

/** A source address without a host means the program's own registry: terraform's or tofu's. */
const hosts = ['registry.terraform.io', 'registry.opentofu.org']

/** Full source addresses. */
export const sources: readonly string[] = hosts.map((host) => `${host}/mortise/mortise`)

/** Node's names for machines, in Go's spelling. */
const architectures: Readonly<Record<string, string>> = {
  x64: 'amd64',
  arm64: 'arm64',
  arm: 'arm',
  ia32: '386',
}

/** `linux_amd64`, as Terraform names this machine. */
export const terraformPlatform = (os: string = platform, cpu: string = arch): string =>
  `${os === 'win32' ? 'windows' : os}_${architectures[cpu] ?? cpu}`

/** What Terraform looks for in a package. */
export const executable = `terraform-provider-mortise_v${version}`

/** Lays `bundle` and its neighbours out below `mirror`, in the unpacked layout. Returns the executables written, one for each registry. */
export async function layOutMirror(bundle: string, mirror: string): Promise<readonly string[]> {
  const folders = sources.map((source) => join(mirror, source, version, terraformPlatform()))
  for (const folder of folders) await layOut(bundle, folder)
  return folders.map((folder) => join(folder, executable))
}

async function layOut(bundle: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const file of neighbours) await copyFile(join(dirname(bundle), file), join(folder, file))
  await makeCodeCache(folder)
  await copyFile(bundle, join(folder, executable))
  await chmod(join(folder, executable), 0o755)
}
