/** Parts that several pages share: badges, times, findings, decisions with their reasons. */
import type { ComponentChildren, VNode } from 'preact'
import type { Finding, TraceLine } from '../../core/index.js'

export type Tone = 'good' | 'bad' | 'warn' | 'plain'

export function Badge({ tone, children }: { tone: Tone; children: ComponentChildren }): VNode {
  return <span class={`badge ${tone}`}>{children}</span>
}

/** To the second, in UTC: an administrator compares it with the IdP's log. */
export function Time({ at }: { at: string }): VNode {
  return <time dateTime={at}>{`${at.slice(0, 10)} ${at.slice(11, 19)} UTC`}</time>
}

/** A wide table scrolls by itself, by keyboard too, and not the page with it. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }): VNode {
  return (
    <div class="scroll" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  )
}

type Found = Omit<Finding, 'path'>

const owners: Readonly<Record<Found['owner'], string>> = {
  idp: 'the administrator of the identity provider',
  sp: 'the administrator of this service',
  caller: 'whoever configured or called it',
  user: 'the person signing in',
}

/** Code, cause, owner, remedy. */
export function WhatIsWrong({ finding, title }: { finding: Found; title: string }): VNode {
  const { code, detail, owner, remedy, source } = finding
  return (
    <section class="card">
      <h2>{title}</h2>
      <div class="notice bad">
        <p>{detail}</p>
      </div>
      <dl>
        <dt>What mends it</dt>
        <dd>{remedy}</dd>
        <dt>Who can</dt>
        <dd>{owners[owner]}</dd>
        <dt>Code</dt>
        <dd>
          <code>{code}</code> <span class="source">{source}</span>
        </dd>
      </dl>
    </section>
  )
}

const tones: Readonly<Record<TraceLine['effect'], Tone>> = {
  filled: 'plain',
  gave: 'good',
  kept: 'good',
  took: 'bad',
  ignored: 'plain',
  warned: 'warn',
}

/** Every decision of a sign-in, each with its reason and the rule it follows. */
export function Reasons({ trace }: { trace: readonly TraceLine[] }): VNode {
  if (trace.length === 0) return <p>None</p>
  return (
    <ul class="list">
      {trace.map(({ effect, kind, subject, because, source }) => (
        <li>
          <Badge tone={tones[effect]}>{effect}</Badge> {kind} <strong>{subject}</strong>
          <span class="why">
            {because} <span class="source">{source}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
