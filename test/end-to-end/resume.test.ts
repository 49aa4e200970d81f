// Pipes whose connections break, between real processes.
import test from 'brittle'
import path from '#path'
import { createPlace, start, startClient, startHost, type TestPlace } from '../helpers/apps.ts'
import { isSameFile, MIB, randomFile } from '../helpers/files.ts'
import type { Program } from '../helpers/program.ts'
import { Random } from '../helpers/random.ts'

const LONG = { timeout: 60_000 }

test('a pipe whose connection breaks again and again is exact both ways', LONG, async (t) => {
  const place = await createPlace(t)
  const seed = Math.floor(Math.random() * 2 ** 31)
  const random = new Random(seed)
  const files = fileNames(place)
  randomFile(place.storage, 'up', 24 * MIB)
  randomFile(place.storage, 'down', 8 * MIB)
  const cuts = Array.from({ length: 4 }, () => 1000 + random.below(32 * MIB))
  t.comment(`seed ${seed}`)
  const { host, key } = await startHost(place, [], {
    redirect: `< ${files.down} > ${files.hostGot}`
  })
  const client = startCutting(place, key, cuts, { redirect: `< ${files.up} > ${files.clientGot}` })
  t.alike([await client.exited, await host.exited], [0, 0], `${client.stderr}${host.stderr}`)
  t.ok(isSameFile(files.up, files.hostGot))
  t.ok(isSameFile(files.down, files.clientGot))
  t.is(breaksIn(client), 4)
  const [, up, down] = fingerprintsOf(client) ?? []
  t.alike(fingerprintsOf(host)?.slice(1), [down, up], 'the same fingerprints')
})

test('a pipe that breaks after its last byte, before its receipt, ends with 0', LONG, async (t) => {
  const place = await createPlace(t)
  // Hello, data, end, and the receipt: each of them may be the last that gets through.
  const cuts = [400, 600, 1300, 1400, 1450, 1500, 1600]
  const ends = await Promise.all(
    cuts.map(async (cut) => {
      const { host, key } = await startHost(place, ['--ephemeral', '--recv-only'])
      const client = startCutting(place, key, [cut], { flags: ['--ephemeral', '--send-only'] })
      client.write('x'.repeat(1000))
      client.end()
      const codes = [await client.exited, await host.exited]
      return { cut, codes, bytes: host.stdout.length, breaks: breaksIn(client) }
    })
  )
  for (const { cut, codes, bytes } of ends) t.alike([codes, bytes], [[0, 0], 1000], `after ${cut}`)
  const breaks = ends.reduce((sum, end) => sum + end.breaks, 0)
  t.ok(breaks > 1, `${breaks} of them broke while they were open`)
})

test('with --resume 0 on either side a break is the end, with exit code 5', LONG, async (t) => {
  const place = await createPlace(t)
  for (const [hostFlags, flags] of [
    [['--resume', '0'], []],
    [[], ['--resume', '0']]
  ]) {
    const { host, key } = await startHost(place, hostFlags)
    const client = startCutting(place, key, [MIB], { flags, redirect: '< /dev/zero > /dev/null' })
    t.is(await client.exited, 5)
    t.is(await host.exited, 5)
    t.ok(client.stderr.includes('The connection was lost: '), client.stderr)
    t.ok(host.stderr.includes('The connection was lost: '), host.stderr)
  }
})

for (const killed of ['host', 'client'] as const) {
  test(`when the ${killed} is killed, the other says so after the wait`, LONG, async (t) => {
    const place = await createPlace(t)
    const { host, key } = await startHost(place, ['--resume', '1'])
    const client = startClient(place, key, ['--resume', '1'])
    client.write('half of it')
    await host.received(10)
    const [victim, other] = killed === 'host' ? [host, client] : [client, host]
    victim.kill('SIGKILL')
    t.is(await other.exited, 5)
    const sentence = /did not come back within 1 s: it may have been killed, or is offline: (.*)/
    t.ok(sentence.test(other.stderr), other.stderr)
  })
}

interface CuttingOptions {
  flags?: string[] | undefined
  redirect?: string
}

function startCutting(
  place: TestPlace,
  key: string,
  cuts: number[],
  { flags = [], redirect = '' }: CuttingOptions
): Program {
  const env = { CUT_AFTER: [...cuts].sort((one, other) => one - other).join() }
  const args = ['test/helpers/cutting-client.js', key, '--wait', ...flags]
  return start(place, args, { env, redirect })
}

function breaksIn({ stderr }: Program): number {
  return stderr.split(': reconnecting').length - 1
}

function fingerprintsOf({ stderr }: Program): RegExpExecArray | null {
  return /sent \d+ bytes, b2sum -l 128: (.*)\nreceived \d+ bytes, b2sum -l 128: (.*)\n/.exec(stderr)
}

function fileNames({ storage }: TestPlace) {
  const of = (name: string): string => path.join(storage, name)
  return { up: of('up'), down: of('down'), hostGot: of('host-got'), clientGot: of('client-got') }
}
