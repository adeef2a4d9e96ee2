/** Where a code went, masked by the pool; undefined where none was sent, or the pool does not say. */
export interface CodeDelivery {
  readonly destination: string | undefined
}
