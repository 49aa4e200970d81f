// A pipe whose network breaks, silently and at random bytes, again and again.
import type { Assertions } from 'brittle'
import fs from '#fs'
import path from '#path'
import { startClient, startHost } from '../helpers/apps.ts'
import { isSameFile, randomFile } from '../helpers/files.ts'
import { Random } from '../helpers/random.ts'
import { createLab } from './lab.ts'

/** Longer than it takes both sides to call the connection dead. */
const CUT_MS = 6000
const LOOK_MS = 20

export interface BrokenPipe {
  sizeBytes: number
  breaks: number
  seed: number
}

/** Sends a file up from behind a NAT. Every other break is a new address, the others are cuts of six seconds. */
export async function sendThroughBreaks(
  t: Assertions,
  { sizeBytes, breaks, seed }: BrokenPipe
): Promise<{ codes: number[]; isSame: boolean; resumes: number }> {
  const random = new Random(seed)
  const positions = Array.from({ length: breaks }, () => random.below(sizeBytes))
  const { hosts } = await createLab(t, { anna: 'open', ben: 'consistent' })
  const received = path.join(hosts.anna.storage, 'received')
  const sent = randomFile(hosts.ben.storage, 'sent', sizeBytes)
  const { host, key } = await startHost(hosts.anna, ['--recv-only'], { redirect: `> ${received}` })
  const client = startClient(hosts.ben, key, ['--send-only'], { redirect: `< ${sent}` })
  const { uplink } = hosts.ben
  let isOver = false
  void client.exited.then(() => (isOver = true))
  for (const [index, position] of positions.toSorted((one, other) => one - other).entries()) {
    while (!isOver && fs.statSync(received).size < position) await pause(LOOK_MS)
    if (index % 2 === 1) {
      uplink.changeAddress()
    } else {
      await uplink.cut()
      await pause(CUT_MS)
      await uplink.restore()
    }
  }
  const codes = [await client.exited, await host.exited]
  const resumes = host.stderr.split(' is back: ').length - 1
  return { codes, isSame: isSameFile(sent, received), resumes }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
