/** What a bundle is for. */
export type Runtime = 'node' | 'bare'
