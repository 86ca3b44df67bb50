/** What may be said to the provider, and what it answers to everything else. */
import type { ClientHttp2Session } from 'node:http2'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { calls } from '../../../src/provider/protocol/calls.js'
import { bytes, encode } from '../../../src/provider/protocol/protobuf.js'
import { asPlugin, ask, call, dial, framed, preparePlugin, soon, type Started } from './plugin.js'

preparePlugin()

describe('what may be said', () => {
  let started: Started
  let session: ClientHttp2Session
  beforeAll(async () => {
    started = asPlugin()
    session = await dial(started)
  })
  afterAll(() => void started.child.kill())

  const refused: readonly [string, string, Buffer, string, RegExp][] = [
    [
      'a method of a later protocol',
      '/tfplugin6.Provider/ListResource',
      framed(new Uint8Array()),
      '12',
      /not implemented/,
    ],
    [
      'another service',
      '/tfplugin5.Provider/GetSchema',
      framed(new Uint8Array()),
      '12',
      /not implemented/,
    ],
    [
      'a prototype’s name',
      '/tfplugin6.Provider/constructor',
      framed(new Uint8Array()),
      '12',
      /not implemented/,
    ],
    [
      'a compressed message',
      '/tfplugin6.Provider/GetMetadata',
      Buffer.from([1, 0, 0, 0, 0]),
      '12',
      /compressed/,
    ],
    ['no message', '/tfplugin6.Provider/GetMetadata', Buffer.alloc(0), '13', /no message/],
    [
      'a message shorter than it says',
      '/tfplugin6.Provider/GetMetadata',
      Buffer.from([0, 0, 0, 1, 0, 1]),
      '13',
      /not as long/,
    ],
    [
      'bytes that are no request',
      '/tfplugin6.Provider/ReadResource',
      framed(Uint8Array.from([0x0a, 0xff])),
      '13',
      /middle of a number/,
    ],
  ]
  test.each(refused)(
    '%s',
    async (_, path, frame, status, said) => {
      expect(await call(session, path, new Uint8Array(), frame)).toMatchObject({
        status,
        message: expect.stringMatching(said),
      })
    },
    soon,
  )

  test(
    'a resource nobody has, a value that is none: diagnostics, and the state stays',
    async () => {
      const unknownType = await ask(
        session,
        'ReadResource',
        { typeName: 'kv_nothing', currentState: { msgpack: Uint8Array.from([0x80]) } },
        calls.ReadResource.response,
      )
      expect(unknownType).toMatchObject({
        diagnostics: [{ severity: 1, detail: expect.stringContaining('kv_nothing') }],
        newState: { msgpack: expect.anything() },
      })
      const broken = await ask(
        session,
        'ApplyResourceChange',
        {
          typeName: 'kv_entry',
          priorState: { msgpack: Uint8Array.from([0x80]) },
          plannedState: { msgpack: Uint8Array.from([0xc1]) },
        },
        calls.ApplyResourceChange.response,
      )
      expect(broken).toMatchObject({
        diagnostics: [{ detail: expect.stringContaining('msgpack') }],
        newState: { msgpack: expect.anything() },
      })
    },
    soon,
  )

  test(
    'a write-only value from a Terraform that would store it',
    async () => {
      const config = {
        msgpack: Uint8Array.from([
          0x82,
          ...packed('name'),
          ...packed('a'),
          ...packed('secret_wo'),
          ...packed('hush'),
        ]),
      }
      const { diagnostics } = await ask(
        session,
        'ValidateResourceConfig',
        { typeName: 'kv_entry', config },
        calls.ValidateResourceConfig.response,
      )
      expect(diagnostics).toMatchObject([
        {
          summary: 'secret_wo needs Terraform 1.11',
          attribute: { steps: [{ attributeName: 'secret_wo' }] },
        },
      ])
      const able = { writeOnlyAttributesAllowed: true }
      expect(
        await ask(
          session,
          'ValidateResourceConfig',
          { typeName: 'kv_entry', config, clientCapabilities: able },
          calls.ValidateResourceConfig.response,
        ),
      ).toEqual({})
    },
    soon,
  )

  test(
    'an ephemeral resource is opened, renewed and closed, by what it was given to hold',
    async () => {
      const typeName = 'kv_lease'
      const nothing = { msgpack: Uint8Array.from([0x80]) }
      await ask(
        session,
        'ConfigureProvider',
        { terraformVersion: '1.11.4', config: nothing },
        calls.ConfigureProvider.response,
      )
      const config = { msgpack: Uint8Array.from([0x81, ...packed('name'), ...packed('a')]) }
      const opened = await ask(
        session,
        'OpenEphemeralResource',
        { typeName, config },
        calls.OpenEphemeralResource.response,
      )
      expect(Buffer.from(opened.private ?? []).toString()).toBe('{"name":"a"}')
      expect((opened.renewAt?.seconds ?? 0) - Date.now() / 1000).toBeGreaterThan(3_500)
      const renewed = await ask(
        session,
        'RenewEphemeralResource',
        { typeName, private: opened.private },
        calls.RenewEphemeralResource.response,
      )
      expect(renewed).toEqual({ private: opened.private })
      expect(
        await ask(
          session,
          'CloseEphemeralResource',
          { typeName, private: renewed.private },
          calls.CloseEphemeralResource.response,
        ),
      ).toEqual({})
    },
    soon,
  )

  test(
    'functions, by GetFunctions as in the schema',
    async () => {
      const { functions } = await ask(session, 'GetFunctions', {}, calls.GetFunctions.response)
      const { functions: inSchema } = await ask(
        session,
        'GetProviderSchema',
        {},
        calls.GetProviderSchema.response,
      )
      expect(Object.keys(functions ?? {})).toEqual(['join_names', 'total'])
      expect(functions).toEqual(inSchema)
    },
    soon,
  )

  test(
    'large messages, many at once',
    async () => {
      // An unknown field of eight megabytes: read whole, then skipped.
      const large = encode({ padding: bytes(99) }, { padding: new Uint8Array(8 * 1024 * 1024) })
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => call(session, '/tfplugin6.Provider/GetMetadata', large)),
      )
      expect(answers.map(({ status }) => status)).toEqual(Array(8).fill('0'))
    },
    soon,
  )

  test(
    'health, and resource identities: none',
    async () => {
      expect([
        ...(await call(session, '/grpc.health.v1.Health/Check', new Uint8Array())).body,
      ]).toEqual([8, 1])
      expect(
        await ask(
          session,
          'GetResourceIdentitySchemas',
          {},
          calls.GetResourceIdentitySchemas.response,
        ),
      ).toEqual({})
    },
    soon,
  )
})

const packed = (text: string) => [0xa0 + text.length, ...Buffer.from(text)]
