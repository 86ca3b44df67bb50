/**
 * How the provider sends: node:http with connections kept open. `fetch` would take 30 ms to load in each of the three to five
 * processes of a terraform command, and twice the time for each call. Nothing is followed, nothing repeated: that is the client's business.
 */
import { Agent, request as requestPlain, type IncomingMessage } from 'node:http'
import { Agent as SecureAgent, request as requestSecure } from 'node:https'
import type { Reply, Send } from '../admin-api/index.js'

/** Milliseconds without a byte. A PUT may make the service read an IdP's metadata first, which it gives up after less. */
const silence = 60_000

/** Bytes: no answer of the admin API comes near. */
const largestAnswer = 64 * 1024 * 1024

/** One per client, so that its connections are its own. */
export function sender(): Send {
  const plain = new Agent({ keepAlive: true })
  const secure = new SecureAgent({ keepAlive: true })
  return (url, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const isSecure = url.startsWith('https:')
      const options = { method, headers, ...(signal ? { signal } : {}) }
      const answered = (answer: IncomingMessage) => void read(answer).then(resolve, reject)
      const request = isSecure
        ? requestSecure(url, { ...options, agent: secure }, answered)
        : requestPlain(url, { ...options, agent: plain }, answered)
      request.setTimeout(silence, () =>
        request.destroy(new Error(`no answer within ${silence / 1000} seconds`)),
      )
      request.once('error', reject).end(body)
    })
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
    answer.once('end', () => resolve(replyOf(answer, Buffer.concat(chunks).toString('utf8'))))
    answer.once('error', reject)
    answer.once('aborted', () => reject(new Error('the answer broke off')))
  })
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
