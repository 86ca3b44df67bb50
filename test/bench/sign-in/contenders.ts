/** The contenders, each a process of its own, set up and listening. */
import { buildSync } from 'esbuild'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AdminClient } from '../../../src/admin-api/index.js'
import { certificate } from '../../saml/forge.js'
import { firstLine, peersFolder, rootFolder, started } from '../scim/contender.js'
import { groupName } from './response.js'
import { idp, peerSite, publicUrl, type Site } from './sites.js'

export interface Contender {
  readonly name: string
  readonly site: Site
  readonly port: number
  readonly process: ChildProcess
}

const built = (server: string): string => {
  const script = join(peersFolder, 'node_modules', '.cache', `sign-in-${server}.mjs`)
  buildSync({
    entryPoints: [fileURLToPath(new URL(`servers/${server}.ts`, import.meta.url))],
    ...{ outfile: script, bundle: true, platform: 'node', format: 'esm', packages: 'external' },
  })
  return script
}

/** Compiled first, since a loader in the process would weigh on it; among the peers, so that it finds them. */
function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  log: 'inherit' | 'pipe' = 'inherit',
): ChildProcess {
  return started(
    spawn(process.execPath, ['--import', built('telling'), ...args], {
      stdio: ['ignore', 'pipe', log, 'ipc'],
      env: { PATH: process.env['PATH'] ?? '', ...env },
    }),
  )
}

async function startPeer(name: string, server: string, folder: string): Promise<Contender> {
  mkdirSync(folder, { recursive: true })
  const child = run([built(server), folder, certificate('idp')])
  const { port } = JSON.parse(await firstLine(child, name)) as { port: number }
  return { name, site: peerSite, port, process: child }
}

const token = 'bench-token-of-more-than-32-characters'

/** As Terraform would. */
async function furnish(serviceUrl: string, groups: number): Promise<Site> {
  const client = new AdminClient({ serviceUrl, token, fetch })
  const roleRules = [{ group: groupName(0), role: 'create-projects' }]
  await client.call('putOrganization', {
    params: { name: 'bench' },
    body: { preset: 'sonarqube-cloud', displayName: 'Bench', roleRules },
  })
  for (let index = 0; index < groups; index++) {
    const params = { organization: 'bench', name: groupName(index) }
    await client.call('putGroup', { params, body: {} })
  }
  const { endpoints } = await client.call('putSamlConnection', {
    params: { name: 'bench' },
    body: {
      organization: 'bench',
      ...{ idpEntityId: idp.entityId, idpSsoUrl: idp.ssoUrl, certificates: [certificate('idp')] },
    },
  })
  await client.call('putActivation', {
    params: { name: 'bench' },
    body: { override: { reason: 'there is nobody here to test it' } },
  })
  const pathOf = (url: string): string => new URL(url).pathname
  return {
    ...{ acsUrl: endpoints.acsUrl, entityId: endpoints.spEntityId },
    ...{ loginPath: pathOf(endpoints.loginUrl), acsPath: pathOf(endpoints.acsUrl) },
  }
}

/** Behind a public URL the service announces that, and not where it listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

/** `mortise serve` as it is built and run, its database durable, its log going where logs go. */
async function startMortise(folder: string, groups: number): Promise<Contender> {
  const name = 'Mortise'
  const script = join(rootFolder, 'dist', 'src', 'cli', 'main.js')
  const port = await freePort()
  const options = ['--port', `${port}`, '--data', folder, '--public-url', publicUrl]
  const child = run(
    [script, 'serve', ...options],
    {
      MORTISE_ADMIN_TOKEN: token,
      // One machine plays everybody.
      ...{ MORTISE_PEOPLE_RATE: '100000000', MORTISE_CONNECTION_RATE: '100000000' },
    },
    'pipe',
  )
  child.stderr?.resume()
  await firstLine(child, name)
  const site = await furnish(`http://127.0.0.1:${port}`, groups)
  return { name, site, port, process: child }
}

/** Ours is the first. */
export async function startAll(
  work: string,
  groups: number,
  alone: boolean,
): Promise<readonly Contender[]> {
  const ours = await startMortise(join(work, 'mortise'), groups)
  if (alone) return [ours]
  return [
    ours,
    await startPeer('Ory Polis, in memory', 'polis', join(work, 'polis')),
    await startPeer('express + node-saml + SQLite', 'node-saml', join(work, 'node-saml')),
  ]
}

/** Milliseconds of processor time so far, of all its threads. */
export async function cpuOf({ process: child }: Contender): Promise<number> {
  const told = once(child, 'message') as Promise<[NodeJS.CpuUsage]>
  child.send('cpu')
  const [{ user, system }] = await told
  return (user + system) / 1000
}

export async function stop({ process: child }: Contender): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
