/** The kv provider as a process, and a client that speaks to it as Terraform does: for tests of what only a process can show. */
import { spawn, type ChildProcess } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { connect, type ClientHttp2Session } from 'node:http2'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect } from '@jest/globals'
import { build } from 'esbuild'
import {
  pemOf,
  selfSignedIdentity,
  type Identity,
} from '../../../src/provider/protocol/certificate.js'
import { calls } from '../../../src/provider/protocol/calls.js'
import {
  decode,
  encode,
  type Message,
  type Table,
} from '../../../src/provider/protocol/protobuf.js'

const here = dirname(fileURLToPath(import.meta.url))
export const cookie = {
  TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
}

/** Everything below lives here, and goes with it. */
export let directory: string
export let executable: string
let client: Identity
/** Closed at the end, whatever the tests came to. */
export const opened: ClientHttp2Session[] = []
export const children: ChildProcess[] = []

/** Called once by each test file: the kv provider, bundled as it would be shipped. */
export function preparePlugin(): void {
  beforeAll(bundleKv)
  afterAll(cleanUp)
}

async function bundleKv(): Promise<void> {
  directory = await mkdtemp(join(tmpdir(), 'mortise-process-'))
  executable = join(directory, 'terraform-provider-kv_v1.0.0')
  client = selfSignedIdentity(new Date())
  await build({
    stdin: {
      contents: `import { serve } from '../../../src/provider/protocol/index.js'
        import { Store, kvProvider } from '../framework/kv-provider.js'
        const store = new Store()
        if (process.env.KV_NOISE) setTimeout(() => { console.log({ '@message': 5 }); Promise.reject(new Error('nobody waits')) }, 5)
        serve(kvProvider(store))`,
      resolveDir: here,
      loader: 'ts',
    },
    outfile: executable,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minify: true,
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'error',
  })
  await chmod(executable, 0o755)
}

async function cleanUp(): Promise<void> {
  for (const session of opened) session.destroy()
  for (const child of children) child.kill('SIGKILL')
  await rm(directory, { recursive: true, force: true })
}

export interface Started {
  readonly child: ChildProcess
  readonly firstLine: Promise<string>
  readonly exit: Promise<number | null>
  readonly everything: () => { readonly stdout: string; readonly stderr: string }
}

export function start(environment: Record<string, string>, ...args: readonly string[]): Started {
  const child = spawn(executable, args, {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let [stdout, stderr] = ['', '']
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.stderr.on('data', (chunk: Buffer) => void (stderr += chunk.toString()))
  const firstLine = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
      if (stdout.includes('\n')) resolve(stdout.slice(0, stdout.indexOf('\n')))
    })
  })
  return { child, firstLine, exit, everything: () => ({ stdout, stderr }) }
}

export const asPlugin = (more: Record<string, string> = {}) =>
  start({
    ...cookie,
    PLUGIN_PROTOCOL_VERSIONS: '5,6',
    PLUGIN_CLIENT_CERT: pemOf(client).cert,
    ...more,
  })

export function partsOf(line: string) {
  const [core, protocol, network, address = '', kind, certificate = ''] = line.split('|')
  return { core, protocol, network, address, kind, certificate }
}

export async function dial(
  started: Pick<Started, 'firstLine'>,
  identity: Identity = client,
): Promise<ClientHttp2Session> {
  const { address, certificate } = partsOf(await started.firstLine)
  const ca = new X509Certificate(Buffer.from(certificate, 'base64')).toString()
  const session = connect('https://localhost', {
    createConnection: () =>
      connectTls({
        path: address,
        ca,
        ...pemOf(identity),
        servername: 'localhost',
        ALPNProtocols: ['h2'],
      }),
  })
  session.on('error', () => undefined)
  opened.push(session)
  return session
}

interface Reply {
  readonly status: string
  readonly message: string
  readonly body: Buffer
}

export function call(
  session: ClientHttp2Session,
  path: string,
  message: Uint8Array,
  frame = framed(message),
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    const chunks: Buffer[] = []
    let status: Record<string, unknown> = {}
    stream.on('response', (headers) => void (status = { ...status, ...headers }))
    stream.on('trailers', (headers) => void (status = { ...status, ...headers }))
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('error', reject)
    stream.on('close', () => {
      if (status['grpc-status'] === undefined) return reject(new Error('hung up without an answer'))
      return resolve({
        status: String(status['grpc-status']),
        message: decodeURIComponent(String(status['grpc-message'] ?? '')),
        body: Buffer.concat(chunks).subarray(5),
      })
    })
    stream.end(frame)
  })
}

export function framed(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}

export async function ask<T extends Table>(
  session: ClientHttp2Session,
  name: keyof typeof calls,
  request: object,
  response: T,
): Promise<Message<T>> {
  const { body, status, message } = await call(
    session,
    `/tfplugin6.Provider/${name}`,
    encode(calls[name].request as Table, request),
  )
  expect([status, message]).toEqual(['0', ''])
  return decode(response, body)
}

export const soon = 20_000
export const pause = (milliseconds: number) => new Promise((wait) => setTimeout(wait, milliseconds))
