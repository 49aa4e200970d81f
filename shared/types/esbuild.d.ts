// As much of it as the build uses: so the types of everything can be checked where the tools of the build are not
// installed.

export type Kind = string

export interface Resolved {
  path?: string
  external?: boolean
}

export interface PluginBuild {
  onResolve(
    options: { filter: RegExp },
    callback: (args: {
      path: string
      importer: string
      resolveDir: string
      kind: Kind
      pluginData: unknown
    }) => Resolved | undefined | Promise<Resolved | undefined>
  ): void
  onLoad(
    options: { filter: RegExp },
    callback: (args: { path: string }) => { contents: string; loader: 'js' } | undefined
  ): void
  resolve(
    path: string,
    options: { importer: string; resolveDir: string; kind: Kind; pluginData: unknown }
  ): Promise<Resolved>
}

export interface Plugin {
  name: string
  setup(build: PluginBuild): void
}

export interface BuildOptions {
  absWorkingDir: string
  entryPoints: string[]
  outfile: string
  bundle: true
  format: 'cjs'
  platform: 'node' | 'neutral'
  target: string
  conditions: string[]
  mainFields: string[]
  define: Record<string, string>
  banner: { js: string }
  minifyWhitespace: boolean
  lineLimit: number
  legalComments: 'none'
  logLevel: 'warning'
  metafile: true
  plugins: Plugin[]
}

export interface Metafile {
  inputs: Record<string, { bytes: number }>
}

export function build(options: BuildOptions): Promise<{ metafile: Metafile }>
