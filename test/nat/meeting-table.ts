// The table of who gets together with whose help, in Markdown. Pure.
import { HELPERS, type Cell, type Meeting } from './meetings.ts'

export interface Measured {
  cell: Cell
  meetings: Meeting[]
}

/** Each cell: the median and the worst in seconds, and how often it failed. `–`: not measured. */
export function tableOf(measured: readonly Measured[]): string {
  const columns = [
    ...HELPERS.map((helper) => ({ helper, peers: 'ours' }) as const),
    { helper: 'nobody', peers: 'plain' } as const,
    { helper: 'relay', peers: 'plain' } as const
  ]
  const head = columns.map(({ helper, peers }) => (peers === 'ours' ? helper : `plain, ${helper}`))
  const places = new Set(measured.map(({ cell }) => cell.places.name))
  const rows = Array.from(places, (place) => [
    place,
    ...columns.map(({ helper, peers }) => {
      const one = measured.find(
        ({ cell }) => cell.places.name === place && cell.helper === helper && cell.peers === peers
      )
      return one ? inWords(one.meetings) : '–'
    })
  ])
  return [['host × newcomer', ...head], ['', ...head].map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

export function inWords(meetings: readonly Meeting[]): string {
  const times = meetings.flatMap(({ ms }) => (ms === null ? [] : [ms])).sort((a, b) => a - b)
  const failed = meetings.length - times.length
  const [median, worst] = [times[Math.floor(times.length / 2)], times.at(-1)]
  if (median === undefined || worst === undefined) return failed > 0 ? 'never' : '–'
  const seconds = (ms: number): string => (ms / 1000).toFixed(1)
  const words = `${seconds(median)} · ${seconds(worst)} s`
  return failed > 0 ? `${words}, ${failed} of ${meetings.length} failed` : words
}
