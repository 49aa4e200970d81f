import { Timer } from '../../shared/base/clock.ts'

/** What `promise` comes to, or `otherwise` when it takes longer than that. Nothing is left running. */
export function within<Value>(
  ms: number,
  promise: Promise<Value>,
  otherwise: Value
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const limit = new Timer(ms, () => resolve(otherwise))
    promise.then(resolve, reject).finally(() => limit.cancel())
  })
}
