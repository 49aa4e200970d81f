// What the pipe on the host needs.
import type { PublicKey } from '../../shared/base/key.ts'
import type { Input } from '../../shared/app/input.ts'
import type { Outlet } from '../../shared/app/outlet.ts'
import type { Listener } from '../../shared/network/listener.ts'
import type { PathKnower } from '../../shared/network/path.ts'
import type { PipeRole } from '../../shared/pipe/messages.ts'
import type { MeterOptions } from '../../shared/pipe/meter.ts'

export interface PipeHostOptions extends Omit<MeterOptions, 'path'> {
  listener: Pick<Listener, 'serve'>
  /** Null for none (--recv-only). */
  input: Input | null
  output: Outlet
  hello: PipeRole
  node: PathKnower
  /** The keys of relays the host brings along. */
  relays?: readonly PublicKey[]
  /** Treat every peer as a plain one. */
  isPlain: boolean
  /** Keep serving peers, one after another, or many at once if they only send, even if one of them fails. */
  keepsOpen: boolean
  /** How long a pipe waits for its peer to come back after a break; 0 to end it at once. */
  resumeMs: number
  /** Called when the peer has ended its direction and our input has not. */
  onPeerEnd: () => void
  /** Called when the peer accepts no data, so our input, which has been empty so far, is not read further. */
  onIgnored: () => void
}
