// Terminal escape sequences, by xterm's names: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html. Pure.

const CSI = '\x1b['

export const HIDE_CURSOR = `${CSI}?25l`
export const SHOW_CURSOR = `${CSI}?25h`
export const SAVE_CURSOR = '\x1b7'
export const RESTORE_CURSOR = '\x1b8'
export const NO_WRAP = `${CSI}?7l`
export const WRAP = `${CSI}?7h`
export const ERASE_LINE = `${CSI}2K`
export const ERASE_REST = `${CSI}K`
export const ERASE_BELOW = `${CSI}J`
export const HOME = `${CSI}H`
export const NEWLINE = '\r\n'

export const BELL = '\x07'

/** Turns on bracketed paste and focus reports. */
export const INPUT_MODES_ON = `${CSI}?2004h${CSI}?1004h`
export const INPUT_MODES_OFF = `${CSI}?1004l${CSI}?2004l`

/** The terminal keeps a stack of titles. */
export const SAVE_TITLE = `${CSI}22;2t`
export const RESTORE_TITLE = `${CSI}23;2t`

/** `title` must have no control characters. */
export function setTitle(title: string): string {
  return `\x1b]2;${title}${BELL}`
}

export function up(count: number): string {
  return count > 0 ? `${CSI}${count}A` : ''
}

export function down(count: number): string {
  return count > 0 ? `${CSI}${count}B` : ''
}

export function right(count: number): string {
  return count > 0 ? `${CSI}${count}C` : ''
}
