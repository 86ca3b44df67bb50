/** A contender as a process of its own, filled and listening, and what it costs the machine. */
import { buildSync } from 'esbuild'
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mortise, startMortise } from './mortise.js'
import type { Target } from './operations.js'

export const peersFolder = fileURLToPath(new URL('../peers', import.meta.url))
export const rootFolder = fileURLToPath(new URL('../../..', import.meta.url))

export interface Contender {
  readonly name: string
  readonly target: Target
  readonly process: ChildProcess
}

interface Ready {
  readonly port: number
  readonly path: string
  readonly token?: string
}

const children: ChildProcess[] = []
process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')))
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143))

/** A process that does not outlive this one. */
export function started(child: ChildProcess): ChildProcess {
  children.push(child)
  return child
}

/** Its first line says where it listens. */
export function firstLine(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (piece: Buffer) => {
      text += piece.toString()
      if (text.includes('\n')) resolve(text)
    })
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)))
  })
}

/** Compiled first, since a loader in the process would weigh on it; among the peers, so that it finds them. */
async function startPeer(
  name: string,
  server: 'scimmy' | 'polis',
  folder: string,
  users: number,
): Promise<Contender> {
  const script = join(peersFolder, 'node_modules', '.cache', `${server}.mjs`)
  buildSync({
    entryPoints: [fileURLToPath(new URL(`servers/${server}.ts`, import.meta.url))],
    ...{ outfile: script, bundle: true, platform: 'node', format: 'esm', packages: 'external' },
  })
  mkdirSync(folder, { recursive: true })
  const token = 'bench-token-of-more-than-32-characters'
  const child = started(
    spawn(process.execPath, [script, folder, `${users}`, token], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  )
  const ready = JSON.parse(await firstLine(child, name)) as Ready
  return { name, process: child, target: { token, users, ...ready } }
}

const starts = [
  (folder: string, users: number) => mortise(folder, users),
  (folder: string, users: number) => startPeer('scimmy-routers', 'scimmy', folder, users),
  (folder: string, users: number) => startPeer('Ory Polis', 'polis', folder, users),
]

const folderOf = (work: string, index: number, users: number): string =>
  join(work, `${index}-${users}`)

/** Ours, on the people it was filled with by `startAll`. */
export const startOurs = (work: string, users: number): Promise<Contender> =>
  startMortise(folderOf(work, 0, users), users)

/** Ours is the first. */
export async function startAll(
  work: string,
  users: number,
  only: boolean,
): Promise<readonly Contender[]> {
  const contenders: Contender[] = []
  for (const [index, start] of (only ? starts.slice(0, 1) : starts).entries())
    contenders.push(await start(folderOf(work, index, users), users))
  return contenders
}

const readProc = (pid: number | undefined, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

/** Milliseconds of processor time so far; NaN where the system does not tell. */
export function cpuOf({ process: { pid } }: Contender): number {
  const fields = readProc(pid, 'stat').split(') ')[1]?.split(' ') ?? []
  const ticks = Number(fields[11]) + Number(fields[12])
  return ticks * 10
}

/** Megabytes resident; NaN where the system does not tell. */
export const memoryOf = ({ process: { pid } }: Contender): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readProc(pid, 'status'))?.[1] ?? NaN) / 1024

export async function stop({ process: child }: Contender): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}
