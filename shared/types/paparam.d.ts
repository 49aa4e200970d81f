export interface Modifier {
  hide(): this
}

export interface Bail {
  reason: 'UNKNOWN_FLAG' | 'UNKNOWN_ARG' | 'MISSING_ARG' | 'INVALID_FLAG'
  flag: { name: string; long: boolean; inverse?: boolean } | null
  arg: { value: string } | null
}

export interface Command {
  readonly flags: Record<string, string | boolean | undefined>
  readonly args: Record<string, string | undefined>
  parse(args: string[], options?: { run?: boolean; silent?: boolean }): Command | null
  help(): string
}

export function command(name: string, ...modifiers: Modifier[]): Command
export function header(text: string): Modifier
export function summary(text: string): Modifier
export function footer(text: string): Modifier
export function flag(spec: string, description: string): Modifier
export function arg(spec: string, description: string): Modifier
export function bail(handler: (bail: Bail) => never): Modifier
