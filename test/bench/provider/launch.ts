/** From exec to the handshake, and on to the first answer, as Terraform would see it. */
import { spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { connect, type ClientHttp2Session } from 'node:http2'
import { connect as connectTls } from 'node:tls'
import { pemOf, selfSignedIdentity } from '../../../src/provider/protocol/certificate.js'
import type { Contender } from './figures.js'

const client = pemOf(selfSignedIdentity(new Date()))

/** A clean environment: NODE_OPTIONS, NODE_EXTRA_CA_CERTS and their like slow every Node down, and hide what is ours. */
const environment = {
  PATH: process.env['PATH'],
  TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
  PLUGIN_PROTOCOL_VERSIONS: '5,6',
  PLUGIN_CLIENT_CERT: client.cert,
}

/** `node -e 0`, from exec to its end: the least any program in Node can take. */
export const bareNode: Contender = {
  name: 'node -e 0',
  run: () =>
    new Promise((resolve, reject) => {
      const began = performance.now()
      spawn('node', ['-e', '0'], { env: environment, stdio: 'ignore' })
        .once('error', reject)
        .once('exit', () => resolve(performance.now() - began))
    }),
}

interface Launched {
  readonly began: number
  readonly line: string
  readonly end: () => Promise<void>
}

function launch(executable: string): Promise<Launched> {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const child = spawn(executable, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = new Promise((done) => child.once('exit', done))
    const end = async () => void (child.kill('SIGTERM'), await exited)
    child.once('error', reject)
    child.stdout.once('data', (line: Buffer) => resolve({ began, line: String(line), end }))
  })
}

export const handshake = (executable: string): Contender => ({
  name: 'provider: exec to handshake',
  run: async () => {
    const { began, end } = await launch(executable)
    const took = performance.now() - began
    await end()
    return took
  },
})

export const firstAnswer = (executable: string): Contender => ({
  name: 'provider: exec to its schema',
  run: async () => {
    const { began, line, end } = await launch(executable)
    const session = dial(line)
    await askForSchema(session)
    const took = performance.now() - began
    session.destroy()
    await end()
    return took
  },
})

function dial(line: string): ClientHttp2Session {
  const [, , , path = '', , certificate = ''] = line.trim().split('|')
  const ca = new X509Certificate(Buffer.from(certificate, 'base64')).toString()
  return connect('https://localhost', {
    createConnection: () =>
      connectTls({ path, ca, ...client, servername: 'localhost', ALPNProtocols: ['h2'] }),
  })
}

function askForSchema(session: ClientHttp2Session): Promise<void> {
  return new Promise((resolve, reject) => {
    session.once('error', reject)
    const stream = session.request({
      ':method': 'POST',
      ':path': '/tfplugin6.Provider/GetProviderSchema',
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    stream.resume().once('error', reject).once('end', resolve)
    stream.end(Buffer.alloc(5))
  })
}
