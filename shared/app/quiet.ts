// What --quiet still shows, on a screen, in lines and in reports of the app: messages, answers to requests, and what
// the user has to know.

const VITAL = new Set([
  'listening',
  'relaying',
  'invite',
  'check',
  'unsent',
  'unkept',
  'kept',
  'input-unread',
  'output-failed',
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
  return VITAL.has(event) || (event === 'leave' && (reason === 'kicked' || reason === 'banned'))
}
