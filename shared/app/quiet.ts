// What --quiet leaves of all that is told, on a screen, in lines or of the app itself: what people said, what was
// asked for, and what somebody has to know.

const VITAL = new Set([
  'listening',
  'unsent',
  'unkept',
  'input-unread',
  'post',
  'whisper',
  'whispered',
  'line',
  'roster',
  'found',
  'help',
  'problem'
])

export function isVital({ event, reason }: { event: string; reason?: string | null }): boolean {
  return VITAL.has(event) || (event === 'leave' && reason !== 'left')
}
