export function tryLock(fd: number): boolean
