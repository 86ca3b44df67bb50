/** `mortise practice-idp`: starts it, announces it, stops it on a signal. */
import { startPracticeIdp } from '../practice-idp/index.js'

export async function practiceIdp(options: {
  readonly port: number
  readonly host: string
}): Promise<void> {
  const idp = await startPracticeIdp(options)
  const { url, metadataUrl, issuer } = idp
  process.stdout.write(`${JSON.stringify({ event: 'listening', url, metadataUrl, issuer })}\n`)
  const stop = (): void => void idp.close()
  process.once('SIGTERM', stop).once('SIGINT', stop)
}
