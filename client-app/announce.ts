// Reports the progress of the link to the host: each stage to UIs that show stages, each cause as a sentence once.
import { monotonicMs, Timer } from '../shared/base/clock.ts'
import type { Report } from '../shared/app/report.ts'
import type { ReportEvent, Stage } from '../shared/app/report-events.ts'
import { DIRECT } from '../shared/app/shown-path.ts'
import type { ChatErrorCode } from '../shared/base/errors.ts'
import type { PublicKey } from '../shared/base/key.ts'
import type { LinkState, Usable } from './link/link-state.ts'
import type { OwnPath } from './relays/own-path.ts'

/** Our host answers within a few round trips; a plain one may never send anything. */
const SILENT_MS = 5000

/** Why a host is not back yet, where that is known. */
const AFTER_LOSS: Partial<Record<ChatErrorCode, Stage>> = {
  HOST_LEFT: 'left',
  PEER_NOT_FOUND: 'absent',
  NETWORK_UNREACHABLE: 'no-network'
}

export interface AnnounceOptions {
  report: Report
  path: OwnPath
  hostKey: PublicKey
  /** This member's own key, and the name it asks for. */
  key: PublicKey
  name: string
  isPlain: boolean
  /** Report a return: a chat says more about it. */
  tellsReturn?: boolean
}

export function announce(link: Usable, options: AnnounceOptions): void {
  const { report, path, hostKey, key, name, isPlain, tellsReturn = false } = options
  const told = new Set<string>()
  let silence: Timer | null = null
  let lostAt: number | null = null
  const tellOnce = (cause: string, event: ReportEvent): void => {
    if (!told.has(cause)) report(event)
    told.add(cause)
  }
  const tell = (state: LinkState): void => {
    silence?.cancel()
    switch (state.is) {
      case 'idle':
      case 'closed':
        return
      case 'admitted':
        if (lostAt === null) return
        if (tellsReturn)
          report({ event: 'reconnected', seconds: Math.round((monotonicMs() - lostAt) / 1000) })
        lostAt = null
        return
      case 'knocking':
        tellOnce(state.is, { event: 'knocking', key, name })
        break
      case 'waiting': {
        const { code, message } = state.reason
        tellOnce(code, { event: 'retrying', code, reason: message })
        break
      }
      case 'lost': {
        const { code, message } = state.reason
        if (state.failure === null) report({ event: 'reconnecting', code, reason: message })
        lostAt ??= monotonicMs()
        break
      }
      case 'connected':
        if (!told.has(state.is)) {
          const way = path.tell((now) => report({ event: 'path', peer: null, ...now })) ?? DIRECT
          tellOnce(state.is, { event: 'connected', peer: null, isPlain, ...way })
        }
        silence = new Timer(SILENT_MS, () => tellOnce('silent', { event: 'silent' }))
    }
    const way = state.is === 'connected' ? path.shown : null
    report({ event: 'stage', stage: stageOf(state), name, way })
  }
  report({ event: 'connecting', key: hostKey })
  tell(link.state)
  link.on('change', tell)
}

/** What a person waits for. */
function stageOf(state: Exclude<LinkState, { is: 'idle' | 'closed' | 'admitted' }>): Stage {
  if (state.is !== 'lost') return state.is
  const { code } = state.failure ?? state.reason
  return AFTER_LOSS[code] ?? state.is
}
