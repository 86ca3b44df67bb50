/** A folder from which `terraform init` and `tofu init` install the provider without any registry. */
import { arch, platform } from 'node:process'
import { chmod, copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { version } from '../../core/index.js'

/** A source address without a host means the program's own registry: terraform's or tofu's. */
const hosts = ['registry.terraform.io', 'registry.opentofu.org']

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

/** Lays `bundle` out below `mirror`, in the unpacked layout of a filesystem mirror. Returns the files written. */
export async function layOutMirror(bundle: string, mirror: string): Promise<readonly string[]> {
  const files = hosts.map((host) =>
    join(
      mirror,
      host,
      'mortise',
      'mortise',
      version,
      terraformPlatform(),
      `terraform-provider-mortise_v${version}`,
    ),
  )
  for (const file of files) {
    await mkdir(join(file, '..'), { recursive: true })
    await copyFile(bundle, file)
    await chmod(file, 0o755)
  }
  return files
}
