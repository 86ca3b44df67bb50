/** How the provider is started, and to whom it then speaks. */
import { X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { connect } from 'node:http2'
import { connect as connectPlain } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { describe, expect, test } from '@jest/globals'
import { calls } from '../../../src/provider/protocol/calls.js'
import { selfSignedIdentity } from '../../../src/provider/protocol/certificate.js'
import {
  asPlugin,
  ask,
  call,
  cookie,
  dial,
  opened,
  partsOf,
  pause,
  preparePlugin,
  soon,
  start,
} from './plugin.js'

preparePlugin()

describe('being started', () => {
  test(
    'by hand: one friendly line, exit 1',
    async () => {
      const { exit, everything } = start({})
      expect(await exit).toBe(1)
      expect(everything()).toEqual({
        stdout: expect.stringMatching(
          /^This is the Terraform provider "kv"\. Terraform starts it by itself.*\n$/,
        ),
        stderr: '',
      })
    },
    soon,
  )

  test(
    'with a cookie that is not Terraform’s',
    async () => {
      const { exit, everything } = start({
        TF_PLUGIN_MAGIC_COOKIE: 'x',
        PLUGIN_PROTOCOL_VERSIONS: '6',
      })
      expect([await exit, everything().stdout]).toEqual([
        1,
        expect.stringContaining('add it to required_providers'),
      ])
    },
    soon,
  )

  test(
    'by a Terraform that speaks protocol 5 only',
    async () => {
      const { exit, everything } = start({ ...cookie, PLUGIN_PROTOCOL_VERSIONS: '4,5' })
      expect([await exit, everything().stdout]).toEqual([
        1,
        'Provider "kv" speaks plugin protocol 6; this Terraform offers 4, 5. Use Terraform 1.1 or later, or OpenTofu.\n',
      ])
    },
    soon,
  )

  test(
    'the first line is the handshake, with a certificate for localhost',
    async () => {
      const started = asPlugin()
      const { certificate, address, ...rest } = partsOf(await started.firstLine)
      expect(rest).toEqual({ core: '1', protocol: '6', network: 'unix', kind: 'grpc' })
      expect(certificate).not.toContain('=')
      const shown = new X509Certificate(Buffer.from(certificate, 'base64'))
      expect([
        shown.subjectAltName,
        shown.ca,
        shown.verify(shown.publicKey),
        shown.checkHost('localhost'),
      ]).toEqual(['DNS:localhost', true, true, 'localhost'])
      expect(existsSync(address)).toBe(true)
      started.child.kill()
    },
    soon,
  )

  test(
    'what is logged by habit, or rejected by nobody, stays off stdout and cannot make Terraform panic',
    async () => {
      const started = asPlugin({ KV_NOISE: '1', TF_LOG: 'INFO' })
      const session = await dial(started)
      await ask(session, 'GetMetadata', {}, calls.GetMetadata.response)
      while (started.everything().stderr.split('\n').length < 3) await pause(20)
      const lines = started
        .everything()
        .stderr.trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
      expect(lines.map((line) => line['@level'])).toEqual(['info', 'error'])
      for (const line of lines)
        expect(Object.values(line).every((value) => typeof value === 'string')).toBe(true)
      expect(started.everything().stdout.split('\n')).toHaveLength(2)
      session.destroy()
      await started.exit
    },
    soon,
  )
})

describe('who may speak', () => {
  test(
    'the client Terraform announced',
    async () => {
      const started = asPlugin()
      const session = await dial(started)
      const { resources, functions } = await ask(
        session,
        'GetMetadata',
        {},
        calls.GetMetadata.response,
      )
      expect([resources, functions?.length]).toEqual([
        [{ typeName: 'kv_entry' }, { typeName: 'kv_legacy' }],
        2,
      ])
      session.destroy()
      await started.exit
    },
    soon,
  )

  test(
    'nobody with another certificate',
    async () => {
      const started = asPlugin()
      const session = await dial(started, selfSignedIdentity(new Date()))
      await expect(
        call(session, '/tfplugin6.Provider/GetMetadata', new Uint8Array()),
      ).rejects.toThrow()
      started.child.kill()
    },
    soon,
  )

  test(
    'nobody without a certificate, or without TLS',
    async () => {
      const started = asPlugin()
      const { address, certificate } = partsOf(await started.firstLine)
      const ca = new X509Certificate(Buffer.from(certificate, 'base64')).toString()
      const bare = connect('https://localhost', {
        createConnection: () =>
          connectTls({ path: address, ca, servername: 'localhost', ALPNProtocols: ['h2'] }),
      })
      bare.on('error', () => undefined)
      opened.push(bare)
      await expect(
        call(bare, '/tfplugin6.Provider/GetMetadata', new Uint8Array()),
      ).rejects.toThrow()
      const plain = connect('http://localhost', { createConnection: () => connectPlain(address) })
      plain.on('error', () => undefined)
      opened.push(plain)
      await expect(
        call(plain, '/tfplugin6.Provider/GetMetadata', new Uint8Array()),
      ).rejects.toThrow()
      started.child.kill()
    },
    soon,
  )
})
