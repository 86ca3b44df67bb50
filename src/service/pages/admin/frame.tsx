/** The frame of an administrator's pages: whose they are, and the ways between them. */
import type { ComponentChildren } from 'preact'
import { renderFrame } from '../layout.js'

export interface Viewer {
  readonly email: string
  readonly organization: string
  /** As people call it. */
  readonly organizationTitle: string
}

export const adminRoot = '/admin'
export const attemptsPath = `${adminRoot}/sign-in-attempts`
export const assistantPath = `${adminRoot}/setup`

export const connectionPath = (name: string): string => `${adminRoot}/connections/${name}`
export const attemptPath = (reference: string): string => `${attemptsPath}/${reference}`

const nav = [
  { title: 'Connections', href: adminRoot },
  { title: 'SSO & Provisioning', href: assistantPath },
  { title: 'Sign-in attempts', href: attemptsPath },
  { title: 'Your session', href: '/' },
]

interface AdminPage {
  readonly title: string
  readonly viewer: Viewer
  /** The way it belongs to. */
  readonly current: string
}

export const renderAdmin = (
  { title, viewer, current }: AdminPage,
  children: ComponentChildren,
): string =>
  renderFrame(
    { title, width: 'wide', nav, current },
    <>
      <h1>{title}</h1>
      <p class="lead">
        {viewer.organizationTitle} · {viewer.email}
      </p>
      {children}
    </>,
  )
