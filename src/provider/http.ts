/**
 * How the provider sends: node:http with connections kept open. `fetch` would take 30 ms to load in each of the three to five
 * processes of a terraform command, and twice the time for each call. Nothing is followed, nothing repeated: that is the client's business.
 */
import type { Agent, IncomingMessage } from 'node:http'
import type { Reply, Send } from '../admin-api/index.js'

/** Milliseconds without a byte. A PUT may make the service read an IdP's metadata first, which it gives up after less. */
const silence = 60_000

/** Bytes: no answer of the admin API comes near. */
const largestAnswer = 64 * 1024 * 1024

/** One per client, so that its connections are its own. */
export function sender(): Send {
  let agent: Agent | undefined
  return (url, { method, headers, body, signal }) => {
    // Loaded by the first request: of Terraform's launches, two in three make none. `import()` would load Node's whole module loader.
    const isSecure = url.startsWith('https:')
    const { Agent, request: begin } = isSecure
      ? process.getBuiltinModule('node:https')
      : process.getBuiltinModule('node:http')
    agent ??= new Agent({ keepAlive: true })
    const options = { method, headers, agent, ...(signal ? { signal } : {}) }
    return new Promise((resolve, reject) => {
      const request = begin(url, options, (answer) => void read(answer).then(resolve, reject))
      request.setTimeout(silence, () =>
        request.destroy(new Error(`no answer within ${silence / 1000} seconds`)),
      )
      request.once('error', reject).end(body)
    })
  }
}

function read(answer: IncomingMessage): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    answer.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > largestAnswer) answer.destroy(new Error('the answer is too large'))
      else chunks.push(chunk)
    })
    answer.once('end', () => {
      optimizeLater()
      resolve(replyOf(answer, Buffer.concat(chunks).toString('utf8')))
    })
    answer.once('error', reject)
    answer.once('aborted', () => reject(new Error('the answer broke off')))
  })
}

let isLater = false

/**
 * V8 spent a third of a plan's processor time on optimizing what was hardly called again, or optimizing it too early, and again:
 * a function must now run through six times as many bytes of bytecode first. Not before an answer is here: by then Node's own
 * modules are loaded, of which V8 refuses the ready-made code once a flag is another than when that was made.
 */
function optimizeLater(): void {
  if (isLater) return
  isLater = true
  process.getBuiltinModule('node:v8').setFlagsFromString('--interrupt-budget=400000')
}

function replyOf({ statusCode = 0, headers }: IncomingMessage, text: string): Reply {
  return {
    status: statusCode,
    ok: statusCode >= 200 && statusCode < 300,
    headers: {
      get: (name) => {
        const value = headers[name]
        return value === undefined ? null : String(value)
      },
    },
    text: async () => text,
  }
}
