/** How a connection stands, in words: what its status means, and what the next step is. */
import type { VNode } from 'preact'
import type { ConnectionBody } from '../../../admin-api/index.js'
import { Badge, type Tone } from '../words.js'

type Status = ConnectionBody['status']

const tones: Readonly<Record<Status, Tone>> = {
  draft: 'plain',
  tested: 'plain',
  enabled: 'good',
  stale: 'warn',
  suspended: 'bad',
  disabled: 'bad',
}

export const meanings: Readonly<Record<Status, string>> = {
  draft: 'No test of this configuration has passed yet. Nobody can sign in through it. Test it.',
  tested:
    'A test of this very configuration has passed. Nobody can sign in through it until it is enabled.',
  enabled: 'People sign in through it, and its configuration is the one that was found good.',
  stale:
    'People sign in through it, but its configuration has changed since it was found good. Test it again.',
  suspended:
    'It trusts another identity provider than the one it was enabled for. Nobody can sign in until it is tested.',
  disabled: 'It was switched off. Nobody can sign in through it.',
}

export function Standing({ status }: { status: Status }): VNode {
  return <Badge tone={tones[status]}>{status}</Badge>
}

export const noticeTone = (status: Status): Tone => tones[status]
